"""``python -m pipeline``."""

from pipeline.cli import main

if __name__ == "__main__":  # a child process may import it
    main(prog_name="python -m pipeline")
