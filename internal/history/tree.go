package history

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Tree calls visit for each entry of the tree of a commit, directories included, in the order of git.
func (r *Repository) Tree(ctx context.Context, commit string, paths *Paths, visit func(path int32, e Entry)) error {
	return r.stream(ctx, nil, func(out io.Reader) error {
		for s := newScanner(out); ; {
			if !s.Scan() {
				return s.Err()
			}
			header, name, ok := bytes.Cut(s.Bytes(), []byte("\t"))
			words := bytes.Fields(header)
			if !ok || len(words) != 3 {
				return fmt.Errorf("git ls-tree: unexpected record %q", s.Bytes())
			}
			e, err := parseEntry(words[0], words[2])
			if err != nil {
				return fmt.Errorf("git ls-tree: %w", err)
			}
			visit(paths.add(name), e)
		}
	}, "ls-tree", "-r", "-t", "-z", "--full-tree", commit)
}

// Differences returns the changes between the trees of consecutive commits of a list, by the index of the first of the two.
func (r *Repository) Differences(ctx context.Context, commits []string, paths *Paths) ([][]Change, error) {
	if len(commits) < 2 {
		return nil, nil
	}
	trees, err := r.treesOf(ctx, commits)
	if err != nil {
		return nil, err
	}
	list := make([][]Change, len(commits)-1)
	var pairs strings.Builder
	var asked []int
	for n := range list {
		if trees[n] != trees[n+1] {
			fmt.Fprintf(&pairs, "%s %s\n", trees[n], trees[n+1])
			asked = append(asked, n)
		}
	}
	err = r.stream(ctx, strings.NewReader(pairs.String()), func(out io.Reader) error {
		return readDifferences(newScanner(out), paths, asked, list)
	}, "diff-tree", "--stdin", "-r", "-t", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none")
	return list, err
}

// readDifferences parses the output of git diff-tree --stdin. The changes of a pair of trees follow a line with their names.
func readDifferences(s *bufio.Scanner, paths *Paths, asked []int, list [][]Change) error {
	pair := -1
	for s.Scan() {
		record := s.Bytes()
		for len(record) > 0 && record[0] != ':' {
			_, record, _ = bytes.Cut(record, []byte("\n"))
			pair++
		}
		switch {
		case len(record) == 0:
			continue
		case pair < 0 || pair >= len(asked):
			return fmt.Errorf("git diff-tree: unexpected record %q", record)
		}
		c, err := readChange(s, record, paths)
		if err != nil {
			return fmt.Errorf("git diff-tree: %w", err)
		}
		list[asked[pair]] = append(list[asked[pair]], c)
	}
	return s.Err()
}

// treesOf returns the names of the trees of commits.
func (r *Repository) treesOf(ctx context.Context, commits []string) ([]string, error) {
	var trees []string
	for _, c := range commits {
		trees = append(trees, c+"^{tree}")
	}
	out, err := r.output(ctx, append([]string{"rev-parse"}, trees...)...)
	if err != nil {
		return nil, err
	}
	list := strings.Fields(string(out))
	if len(list) != len(commits) {
		return nil, fmt.Errorf("git rev-parse: %d trees for %d commits", len(list), len(commits))
	}
	return list, nil
}

// Contents calls visit for each of the objects, by their names, with the object's size and content. Objects that are missing are skipped.
func (r *Repository) Contents(ctx context.Context, ids []ObjectID, visit func(id ObjectID, size int64, content io.Reader) error) error {
	if len(ids) == 0 {
		return nil
	}
	var names strings.Builder
	for _, id := range ids {
		names.WriteString(id.hex(r.idLength) + "\n")
	}
	return r.stream(ctx, strings.NewReader(names.String()), func(out io.Reader) error {
		for b := bufio.NewReader(out); ; {
			header, err := b.ReadString('\n')
			if err == io.EOF && header == "" {
				return nil
			} else if err != nil {
				return err
			}
			if err := readContent(b, header, visit); err != nil {
				return fmt.Errorf("git cat-file: %w", err)
			}
		}
	}, "cat-file", "--batch")
}

// readContent reads one object of git cat-file --batch, whose header is "name type size".
func readContent(b *bufio.Reader, header string, visit func(id ObjectID, size int64, content io.Reader) error) error {
	words := strings.Fields(header)
	if len(words) != 3 {
		// A missing object: of a partial clone, or a submodule's commit.
		return nil
	}
	id, err := parseID([]byte(words[0]))
	if err != nil {
		return err
	}
	size, err := strconv.ParseInt(words[2], 10, 64)
	if err != nil {
		return err
	}
	content := io.LimitReader(b, size)
	if err := visit(id, size, content); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, content); err != nil {
		return err
	}
	_, err = b.Discard(1)
	return err
}

// Tracked returns the paths of the index, relative to the work tree, sorted.
func (r *Repository) Tracked(ctx context.Context) ([]string, error) {
	var list []string
	err := r.stream(ctx, nil, func(out io.Reader) error {
		s := newScanner(out)
		for s.Scan() {
			list = append(list, s.Text())
		}
		return s.Err()
	}, "ls-files", "-z", "--cached", "--deduplicate", "--full-name", ":/")
	return list, err
}
