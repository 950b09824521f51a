"""The console command's subcommands, one module each; none is imported before it is called."""
