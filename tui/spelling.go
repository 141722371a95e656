package tui

import (
	"path"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
)

// spellings gives the lines by which an item can be taken out: it alone, what lies above it in its chain, all of its name, all of its
// extension. An error says that no line can name it.
func spellings(dir string, i *item) ([]string, error) {
	literal, err := ignore.Literal(i.path)
	if err != nil {
		return nil, err
	}
	lines := []string{literal}
	add := func(line string) {
		for _, l := range lines {
			if l == line {
				return
			}
		}
		if _, err := ignore.Parse([]byte(line), ignore.Options{}); err == nil {
			lines = append(lines, line)
		}
	}
	for p := path.Dir(i.path); p != dir && p != "." && p != "/"; p = path.Dir(p) {
		if above, err := ignore.Literal(p); err == nil {
			add(above)
		}
	}
	base := path.Base(i.path)
	add("**/" + ignore.EscapeName(base))
	if ext := path.Ext(base); !i.isDir() && ext != "" && ext != base && !strings.ContainsAny(ext, " \t") {
		add("**/*" + ignore.EscapeName(ext))
	}
	return lines, nil
}
