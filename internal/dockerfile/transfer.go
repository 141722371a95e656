package dockerfile

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/ctxsize/ctxsize/internal/build"
)

// addFiles runs an ADD (dockerfile2llb, dispatch and dispatchCopy).
func (c *collector) addFiles(n *node, cmd command, add *instructions.AddCommand, given []string) error {
	checked := transfer{node: n, files: &add.SourcesAndDest, chown: add.Chown, chmod: add.Chmod, link: add.Link, add: add}
	if err := checked.check(); err != nil {
		return err
	}
	var list []wantedSource
	for i, src := range add.SourcePaths {
		if strings.HasPrefix(src, "http://") || strings.HasPrefix(src, "https://") {
			continue
		}
		s := newSource(src, given[i])
		s.Exclude, s.Bogus = add.ExcludePatterns, checked.remote(src)
		if !s.Bogus {
			n.reads[c.main] = struct{}{}
		}
		list = append(list, s)
	}
	c.record(n, cmd, c.main, list)
	step := c.noteTransfer(n, cmd, &add.SourcesAndDest, list)
	step.Link, step.Unpacks = add.Link, add.Unpack == nil || *add.Unpack
	return nil
}

// copyFiles runs a COPY.
func (c *collector) copyFiles(n *node, cmd command, cp *instructions.CopyCommand, given []string) error {
	from, reads := c.main, map[*fileRequests]struct{}{c.main: {}}
	if len(cmd.from) > 0 {
		src := cmd.from[0]
		if !src.dispatched && !c.outsideBuild {
			return fmt.Errorf("cannot copy from stage %q, it needs to be defined before current stage %q", cp.From, n.label())
		}
		from, reads = src.requests, src.reads
	}
	checked := transfer{node: n, files: &cp.SourcesAndDest, chown: cp.Chown, chmod: cp.Chmod, link: cp.Link, parents: cp.Parents}
	if err := checked.check(); err != nil {
		return err
	}
	if from == nil {
		return errors.New("the stage does not exist")
	}
	var list []wantedSource
	for i, src := range cp.SourcePaths {
		s := newSource(src, given[i])
		s.Parents, s.Exclude = cp.Parents, cp.ExcludePatterns
		s.Bogus = len(cmd.from) > 0 && !cmd.from[0].isPlainContext()
		list = append(list, s)
	}
	if len(list) > 0 {
		maps.Copy(n.reads, reads)
	}
	c.record(n, cmd, from, list)
	c.noteTransfer(n, cmd, &cp.SourcesAndDest, list).Link = cp.Link
	return nil
}

// isPlainContext reports whether a node is an unchanged named context, so that its files must be in the context.
func (n *node) isPlainContext() bool {
	return n.context != "" && n.base == nil && (n.replaced != "" || len(n.commands) == 0)
}

// newSource returns a source of COPY or ADD.
func newSource(src, given string) wantedSource {
	p := relativePath(absolutePath(src))
	w := wantedSource{Source: build.Source{Given: src, Path: p, Wildcard: HasWildcard(p), Implicit: src == ""}}
	switch {
	case src == "":
		w.why = fmt.Sprintf("the source %s expands to nothing: an unset variable", given)
	case strings.Contains(given, "$"):
		w.why = fmt.Sprintf("the source %s expands to %q, the whole context", given, src)
	default:
		w.why = fmt.Sprintf("the source %q is the whole context", src)
	}
	return w
}

// HasWildcard reports whether a source may match nothing without failing (dockerfile2llb, containsWildcards).
func HasWildcard(name string) bool {
	for i := 0; i < len(name); i++ {
		switch name[i] {
		case '*', '?', '[':
			return true
		case '\\':
			i++
		}
	}
	return false
}

// transfer is a COPY or an ADD.
type transfer struct {
	node         *node
	files        *instructions.SourcesAndDest
	chown, chmod string
	link         bool
	parents      bool
	add          *instructions.AddCommand // nil for COPY
}

// check returns the errors of dispatchCopy.
func (t transfer) check() error {
	if _, _, err := onPlatform(t.files.DestPath, t.node.platform.OS); err != nil {
		return err
	}
	if t.link && ownerByName(t.chown) {
		return fmt.Errorf("--chown=%s: user and group names can't be resolved when used with --link, use numeric uid[:gid] instead", t.chown)
	}
	if err := checkMode(t.chmod); err != nil {
		return err
	}
	if err := t.checkChecksum(); err != nil {
		return err
	}
	for _, src := range t.files.SourcePaths {
		if err := t.checkSource(src); err != nil {
			return err
		}
	}
	for _, content := range t.files.SourceContents {
		if _, _, err := onPlatform(content.Path, t.node.platform.OS); err != nil {
			return err
		}
	}
	return nil
}

func (t transfer) checkChecksum() error {
	if t.add == nil || t.add.Checksum == "" {
		return nil
	}
	if len(t.files.SourcePaths) != 1 {
		return errors.New("checksum can't be specified for multiple sources")
	}
	if src := t.files.SourcePaths[0]; !isHTTP(src) && !isGit(src) {
		return errors.New("checksum requires HTTP(S) or Git sources")
	}
	return nil
}

func (t transfer) checkSource(src string) error {
	ref, isGit, err := parseGit(src)
	switch {
	case err != nil && isGit:
		return err
	case err == nil && !ref.local:
		return t.checkGit(ref)
	case isHTTP(src):
		if t.add == nil {
			return errors.New("source can't be a URL for COPY")
		}
		return checkDigest(t.add.Checksum)
	}
	if t.parents {
		base, pattern, ok := strings.Cut(src, "/./")
		if !ok {
			base, pattern = "/", src
		}
		if _, _, err := onPlatform(pattern, t.node.platform.OS); err != nil {
			return err
		}
		src = base
	}
	_, _, err = onPlatform(src, t.node.platform.OS)
	return err
}

func (t transfer) checkGit(ref gitRef) error {
	if t.add == nil {
		return errors.New("source can't be a git ref for COPY")
	}
	if keep := t.add.KeepGitDir; keep != nil && ref.keepGitDir != nil && *keep != *ref.keepGitDir {
		return errors.New("inconsistent keep-git-dir configuration")
	}
	if sum := t.add.Checksum; sum != "" && ref.checksum != "" && sum != ref.checksum {
		return fmt.Errorf("checksum mismatch %q != %q", sum, ref.checksum)
	}
	return nil
}

// remote reports whether the builder fetches the source itself.
func (t transfer) remote(src string) bool {
	ref, _, err := parseGit(src)
	return (err == nil && !ref.local) || isHTTP(src)
}
