"""What a run tells: results, exit codes, and the forms in which they are shown."""
