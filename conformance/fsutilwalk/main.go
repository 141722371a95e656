// Command fsutilwalk walks a directory as the client of docker build does, with the lines of an ignore file, and prints how many entries it
// would announce and their bytes. It is what bench holds ctxsize against.
package main

import (
	"bytes"
	"context"
	"fmt"
	gofs "io/fs"
	"os"

	"github.com/moby/patternmatcher/ignorefile"
	"github.com/tonistiigi/fsutil"
	"github.com/tonistiigi/fsutil/types"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "fsutilwalk:", err)
		os.Exit(1)
	}
}

// run takes a directory and, where given, an ignore file.
func run(args []string) error {
	fs, err := fsutil.NewFS(args[0])
	if err != nil {
		return err
	}
	if len(args) > 1 {
		text, err := os.ReadFile(args[1])
		if err != nil {
			return err
		}
		lines, err := ignorefile.ReadAll(bytes.NewReader(text))
		if err != nil {
			return err
		}
		if fs, err = fsutil.NewFilterFS(fs, &fsutil.FilterOpt{ExcludePatterns: lines}); err != nil {
			return err
		}
	}
	entries, size := 0, int64(0)
	err = fs.Walk(context.Background(), "/", func(_ string, e gofs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		entries++
		if stat := info.Sys().(*types.Stat); info.Mode().IsRegular() && stat.Linkname == "" {
			size += info.Size()
		}
		return nil
	})
	fmt.Printf("entries=%d bytes=%d\n", entries, size)
	return err
}
