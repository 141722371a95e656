package lint

import (
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"
)

// File is a file of an example.
type File struct {
	Name string
	Text string
	// Size is how many bytes it has, where the text does not show them; Link is the target of a symbolic link.
	Size int64
	Link string
}

// List returns the files of an example.
func (e *Example) List() []File {
	var list []File
	for _, f := range txtar.Parse([]byte(e.Files)).Files {
		one := File{Name: f.Name, Text: string(f.Data)}
		if name, err := strconv.Unquote(f.Name); err == nil {
			one.Name = name
		}
		switch text := strings.TrimSpace(one.Text); {
		case strings.HasPrefix(text, "-> "):
			one.Link, one.Text = strings.TrimPrefix(text, "-> "), ""
		case strings.HasPrefix(text, "(") && strings.HasSuffix(text, " MB)"):
			n, err := strconv.ParseInt(strings.TrimSuffix(text[1:], " MB)"), 10, 64)
			if err == nil {
				one.Size, one.Text = n*1_000_000, ""
			}
		case strings.HasSuffix(text, noNewline):
			one.Text = strings.TrimSuffix(text, noNewline)
		}
		list = append(list, one)
	}
	return list
}

// noNewline stands at the end of a text that has no final newline.
const noNewline = "(no newline)"

// Shown returns the files of an example as documentation shows them: names that cannot be printed are quoted, and sizes and links are text.
func (e *Example) Shown() []File {
	var list []File
	for _, f := range txtar.Parse([]byte(e.Files)).Files {
		text := strconv.Quote(string(f.Data))
		if plain := strings.NewReplacer(`\n`, "\n", `\"`, `"`, `\t`, "\t", `\\`, `\`).Replace(text[1 : len(text)-1]); plain != string(f.Data) {
			// A control character is shown as Go writes it.
			f.Data = []byte(plain)
		}
		list = append(list, File{Name: f.Name, Text: string(f.Data)})
	}
	return list
}
