"""Alpha: jobs, claims of work and their verification."""
