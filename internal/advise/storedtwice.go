package advise

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/internal/shell"
	"github.com/ctxsize/ctxsize/walker"
)

// storedTwice finds commands that change the owner or the mode of files that a COPY has put into the final image: a layer stores them again.
func (v *adviser) storedTwice() {
	final := v.chain(v.Build.TargetIndex)
	for n := range v.Build.Runs {
		run := &v.Build.Runs[n]
		if !run.Reachable || !slices.Contains(final, run.StageIndex) {
			continue
		}
		for _, c := range inventory.ParseInvocation(&run.Invocation).Commands {
			if setting, paths := recursive(&c); setting != "" {
				v.changed(run, &c, setting, paths)
			}
		}
	}
}

// minStoredTwice is the number of bytes of single files from which it matters that they are stored twice.
const minStoredTwice = 1 << 20

// copiesDirectory reports whether a source of an instruction is a directory of the main context.
func (v *adviser) copiesDirectory(in *build.Instruction) bool {
	return in.Context == "" && slices.ContainsFunc(in.Sources, func(s build.Source) bool { return v.isDir(s.Path) })
}

// changed adds the finding about one command.
func (v *adviser) changed(run *build.Run, c *shell.Command, setting string, paths []string) {
	var sum int64
	var first *build.Instruction
	for n := range v.Instructions {
		in := &v.Instructions[n]
		if in.Dest == "" || in.Line > run.Line || !slices.Contains(v.chain(run.StageIndex), in.StageIndex) {
			continue
		}
		if bytes := v.bytesBelow(in, paths); bytes >= minStoredTwice || bytes > 0 && v.copiesDirectory(in) {
			sum = saturate.Add(sum, bytes)
			if first == nil || bytes > first.Bytes {
				first = in
			}
		}
	}
	if first == nil {
		return
	}
	f := v.at(lint.FilesStoredTwice, run.Line, "%q stores the files of %s (line %d) a second time.", phrase.Shorten(c.Text), phrase.Shorten(first.Text), first.Line)
	f.Bytes = sum
	if root := []string{"--chown=root", "--chown=root:root", "--chown=0", "--chown=0:0"}; slices.Contains(root, setting) && !strings.Contains(first.Text, "--chown") {
		f.Fix = &lint.Fix{Kind: "edit", Text: "remove it: files that are copied belong to root"}
		v.found(f)
		return
	}
	f.Fix = &lint.Fix{Kind: "edit", Text: fmt.Sprintf("copy with %s in line %d; then only what a RUN creates needs %s", setting, first.Line, c.Program())}
	if dest := path.Clean(first.Dest); !slices.ContainsFunc(paths, func(dir string) bool { return isBelow(dest, dir) }) {
		f.Fix.Text = fmt.Sprintf("copy the files for %s with %s, in an instruction of its own", listed(paths), setting)
	}
	v.found(f)
}

// recursive returns the flag of COPY that replaces a recursive chown or chmod, and the directories that it changes; "" for other commands.
func recursive(c *shell.Command) (flag string, paths []string) {
	words := c.Words()[1:]
	isRecursive := slices.ContainsFunc(words, func(w string) bool {
		return w == "--recursive" || strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "--") && strings.Contains(w, "R")
	})
	operands := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return strings.HasPrefix(w, "-") })
	// With --from and --reference it depends on the files what changes.
	depends := slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "--from") || strings.HasPrefix(w, "--reference") })
	if !isRecursive || depends || len(operands) < 2 || !c.Static() || c.Dir == "" {
		return "", nil
	}
	switch c.Program() {
	case "chown":
		flag = "--chown=" + operands[0]
	case "chmod":
		flag = "--chmod=" + operands[0]
	default:
		return "", nil
	}
	for _, p := range operands[1:] {
		paths = append(paths, inventory.Absolute(c.Dir, p))
	}
	return flag, paths
}

// bytesBelow returns the bytes that an instruction copies into directories of its stage.
func (v *adviser) bytesBelow(in *build.Instruction, dirs []string) int64 {
	dest := path.Clean(in.Dest)
	if slices.ContainsFunc(dirs, func(dir string) bool { return isBelow(dest, dir) }) {
		return in.Bytes
	}
	at := slices.IndexFunc(v.Usages, func(c inventory.Usage) bool { return c.Context.Name == in.Context })
	if at < 0 || v.Usages[at].View == nil {
		return 0
	}
	var sum int64
	for _, s := range in.Sources {
		for _, dir := range dirs {
			if rel, ok := strings.CutPrefix(dir, strings.TrimSuffix(dest, "/")+"/"); ok && !s.Wildcard {
				below, _ := v.Usages[at].View.SumBelow(path.Join(s.Path, rel), walker.Sent)
				sum = saturate.Add(sum, below.Bytes)
			}
		}
	}
	return sum
}

// isBelow reports whether a path is a directory or in it.
func isBelow(p, dir string) bool {
	return p == dir || strings.HasPrefix(p, strings.TrimSuffix(dir, "/")+"/")
}
