"""A progress bar that is also readable in a log file."""
import sys
import time

WIDTH = 30


class ProgressBar:
    """Redraws one line on a terminal; elsewhere prints a line per tenth."""

    def __init__(self, total, what, stream=None):
        self.total = total
        self.what = what
        self.stream = stream or sys.stderr
        self.started = time.monotonic()
        self.shown_tenth = -1

    def __call__(self, done):
        """Show that `done` of `total` are finished."""
        if not self.total:
            return
        if self.stream.isatty():
            end = '\n' if done >= self.total else ''
            self.stream.write(f"\r{self._bar(done)} {self._text(done)}   {end}")
        elif (tenth := done * 10 // self.total) != self.shown_tenth:
            self.shown_tenth = tenth
            self.stream.write(f"{self._text(done)}\n")
        self.stream.flush()

    def _bar(self, done):
        filled = WIDTH * done // self.total
        return f"[{'#' * filled}{'.' * (WIDTH - filled)}]"

    def _text(self, done):
        spent = time.monotonic() - self.started
        text = f"{done:,} of {self.total:,} {self.what}, {spent:.0f} s"
        if 0 < done < self.total:
            text += f", about {spent * (self.total - done) / done:.0f} s left"
        return text
