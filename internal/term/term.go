// Package term knows what a terminal is owed: colours where there is one and
// nobody objects.
package term

import (
	"io"
	"os"
)

// Color says whether to write colours to w: it must be a terminal, and the
// environment must not set NO_COLOR (to anything but "") nor TERM=dumb.
func Color(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
