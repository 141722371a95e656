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

// Contents returns the contents of files, by their names. Files that are larger than max bytes are omitted.
func (r *Repository) Contents(ctx context.Context, ids []ObjectID, max int64) (map[ObjectID][]byte, error) {
	texts := map[ObjectID][]byte{}
	if len(ids) == 0 {
		return texts, nil
	}
	var names strings.Builder
	for _, id := range ids {
		names.WriteString(id.hex(r.idLength) + "\n")
	}
	err := r.stream(ctx, strings.NewReader(names.String()), func(out io.Reader) error {
		for b := bufio.NewReader(out); ; {
			header, err := b.ReadString('\n')
			if err == io.EOF && header == "" {
				return nil
			} else if err != nil {
				return err
			}
			if err := readContent(b, header, max, texts); err != nil {
				return fmt.Errorf("git cat-file: %w", err)
			}
		}
	}, "cat-file", "--batch")
	return texts, err
}

// readContent reads one object of git cat-file --batch, whose header is "name type size".
func readContent(b *bufio.Reader, header string, max int64, texts map[ObjectID][]byte) error {
	words := strings.Fields(header)
	if len(words) != 3 {
		// A missing object: a partial clone, or a submodule's commit.
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
	if size > max {
		_, err = io.CopyN(io.Discard, b, size+1)
		return err
	}
	text := make([]byte, size)
	if _, err := io.ReadFull(b, text); err != nil {
		return err
	}
	texts[id] = text
	_, err = b.Discard(1)
	return err
}
