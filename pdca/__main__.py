"""`python -m pdca` is `pdca`."""

from pdca.cli import main

if __name__ == "__main__":
    main()
