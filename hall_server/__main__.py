"""`python -m hall_server` is `hall`."""

from hall_server.cli.main import app

if __name__ == "__main__":
    app()
