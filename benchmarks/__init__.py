"""What the speed is held to: `make bench` measures it side by side, in one run."""
