"""``python -m livepeer_conformance`` is the console command."""

from livepeer_conformance.cli import main

if __name__ == "__main__":
    main()
