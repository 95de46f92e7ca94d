"""Finds a Chromium for the browser tests; where there is none, installs Debian's, or says what to install."""

import os
import shutil
import subprocess
import sys

# The shell draws no window, which costs a third less, and is all that the tests need.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
APT = ("apt-get", "install", "--yes", "--quiet", "--no-install-recommends")
PACKAGES = ("chromium-headless-shell", "chromium")  # the first one that there is


def find() -> str | None:
    """The browser to drive: CHROMIUM, or the first of the usual names."""
    candidates = (os.environ.get("CHROMIUM", ""), *NAMES, MAC)
    return next((path for name in candidates if name and (path := shutil.which(name))), None)


def root() -> list[str] | None:
    """How to run a command as root, without a question that nobody would answer; None when that cannot be."""
    if os.getuid() == 0:
        return []
    asked = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked and asked.returncode == 0 else None


def install() -> bool:
    prefix = root()
    if prefix is None or shutil.which("apt-get") is None:
        return False
    print("Installing Chromium with apt-get, for the browser tests", flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}

    def is_done(*command: str) -> bool:
        return subprocess.run([*prefix, *command], env=environ, stdout=subprocess.DEVNULL, check=False).returncode == 0

    is_there = is_done("apt-get", "update", "--quiet") and any(is_done(*APT, package) for package in PACKAGES)
    return is_there and find() is not None


def main() -> int:
    if find() or install():
        return 0
    print(
        "The browser tests need Chromium: install it (on Debian and Ubuntu: apt install chromium), "
        "or name one with CHROMIUM=/path/to/chromium.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
