package rebuild

import (
	"context"
	"io"
	"slices"

	"github.com/ctxsize/ctxsize/internal/history"
)

// Past is a part of the history of a repository, with what is needed to know the tree of each of its commits.
type Past struct {
	*history.Log
	repository *history.Repository
	// head is the tree of the newest commit.
	head []history.Change
	// links are the targets of all symbolic links, by their objects.
	links map[history.ObjectID]string
	// submodules are the paths that are submodules at some commit.
	submodules map[int32]bool
	// parents are the first parents of the commits, by index: a commit of the log, or one outside of it, which has a higher index. It is -1 where
	// there is none.
	parents []int
	// roots are the commits without a parent in the log; the first is the ancestor of the newest commit.
	roots []int
	// between are the changes between the trees of consecutive roots.
	between [][]history.Change
}

// Worktree returns the directory of the work tree, to which the paths of the history are relative.
func (p *Past) Worktree() string { return p.repository.Worktree }

// maxLink is the length of the longest target of a link, in bytes.
const maxLink = 4096

// Read reads the history of a repository.
func Read(ctx context.Context, r *history.Repository, o history.Options) (*Past, error) {
	log, err := r.Log(ctx, o)
	if err != nil {
		return nil, err
	}
	p := &Past{Log: log, repository: r, submodules: map[int32]bool{}}
	err = r.Tree(ctx, log.Commits[0].ID, log.Paths, func(path int32, e history.Entry) {
		p.head = append(p.head, history.Change{Path: path, New: e})
	})
	if err != nil {
		return nil, err
	}
	if p.between, err = r.Differences(ctx, p.connect(), log.Paths); err != nil {
		return nil, err
	}
	return p, p.readLinks(ctx)
}

// connect finds the first parents of commits and those without one, whose names it returns.
func (p *Past) connect() []string {
	index := make(map[string]int, len(p.Commits))
	for n, c := range p.Commits {
		index[c.ID] = n
	}
	names := make([]string, len(p.Commits))
	p.parents = make([]int, len(p.Commits))
	for n, c := range p.Commits {
		names[n] = c.ID
		if len(c.Parents) == 0 {
			p.parents[n] = -1
			continue
		}
		at, known := index[c.Parents[0]]
		if !known {
			at = len(names)
			index[c.Parents[0]] = at
			names = append(names, c.Parents[0])
		}
		p.parents[n] = at
	}
	for len(p.parents) < len(names) {
		p.parents = append(p.parents, -1)
	}
	p.roots = []int{p.root(0)}
	for n, parent := range p.parents {
		if parent < 0 && n != p.roots[0] {
			p.roots = append(p.roots, n)
		}
	}
	list := make([]string, len(p.roots))
	for n, root := range p.roots {
		list[n] = names[root]
	}
	return list
}

// root returns the oldest ancestor of a commit by first parents.
func (p *Past) root(n int) int {
	for p.parents[n] >= 0 {
		n = p.parents[n]
	}
	return n
}

// changes returns the changes of a commit against its first parent.
func (p *Past) changes(n int) []history.Change {
	if p.parents[n] < 0 {
		return nil
	}
	return p.Commits[n].Changes
}

// each calls visit for both sides of every change, and for every entry of the newest tree.
func (p *Past) each(visit func(path int32, e history.Entry)) {
	lists := slices.Concat([][]history.Change{p.head}, p.between)
	for n := range p.Commits {
		lists = append(lists, p.Commits[n].Changes)
	}
	for _, list := range lists {
		for _, c := range list {
			visit(c.Path, c.Old)
			visit(c.Path, c.New)
		}
	}
}

// readLinks reads the targets of symbolic links.
func (p *Past) readLinks(ctx context.Context) error {
	p.links = map[history.ObjectID]string{}
	var ids []history.ObjectID
	p.each(func(path int32, e history.Entry) {
		switch e.Mode {
		case history.ModeSubmodule:
			p.submodules[path] = true
		case history.ModeSymlink:
			if _, known := p.links[e.ID]; !known {
				p.links[e.ID] = ""
				ids = append(ids, e.ID)
			}
		}
	})
	return p.repository.Contents(ctx, ids, func(id history.ObjectID, size int64, content io.Reader) error {
		if size > maxLink {
			return nil
		}
		target, err := io.ReadAll(content)
		p.links[id] = string(target)
		return err
	})
}
