package history

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// Options selects commits.
type Options struct {
	// Commits is the maximum number of commits, 0 for no limit.
	Commits int
	// Since is a revision, whose descendants are selected, or a date as git reads it; "" for no limit.
	Since string
	// FirstParent follows only the first parent of merges.
	FirstParent bool
}

// maxChanges is the maximum number of changes that are held in memory.
const maxChanges = 4 << 20

// maxRecord is the length of the longest path, and of the longest list of parents, in bytes.
const maxRecord = 1 << 20

// commitMark begins the record of a commit.
const commitMark = '\x01'

// Log returns commits of HEAD with their changes. Commits without parents, which change nothing that was there before, are listed without
// changes.
func (r *Repository) Log(ctx context.Context, o Options) (*Log, error) {
	args, err := r.logArgs(ctx, o)
	if err != nil {
		return nil, err
	}
	log := &Log{Paths: NewPaths()}
	if err := r.stream(ctx, nil, log.read, args...); err != nil {
		return nil, err
	}
	shallow, err := r.output(ctx, "rev-parse", "--is-shallow-repository")
	log.Shallow = strings.TrimSpace(string(shallow)) == "true"
	if len(log.Commits) == 0 {
		return nil, ErrNoCommits
	}
	return log, err
}

// logArgs returns the arguments of git log.
func (r *Repository) logArgs(ctx context.Context, o Options) ([]string, error) {
	args := []string{"log", "-z", "--raw", "-t", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none", "--diff-merges=first-parent",
		"--format=%x01%H %P"}
	if o.FirstParent {
		args = append(args, "--first-parent")
	}
	if o.Commits > 0 {
		args = append(args, "--max-count="+strconv.Itoa(o.Commits))
	}
	if o.Since == "" {
		return append(args, "HEAD", "--"), nil
	}
	if since, err := r.Resolve(ctx, o.Since); err == nil {
		return append(args, since+"..HEAD", "--"), nil
	} else if ctx.Err() != nil {
		return nil, err
	}
	if !dateForm().MatchString(o.Since) {
		return nil, fmt.Errorf("%q is neither a revision nor a date such as 2026-01-31 or 2.weeks.ago", o.Since)
	}
	return append(args, "--since="+o.Since, "HEAD", "--"), nil
}

// dateForm matches dates. Git itself takes any text for one.
var dateForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:\d{4}-\d{2}-\d{2}(?:[ T][0-9:.]+(?:Z| ?[+-]\d{2}:?\d{2})?)?|\d+[ .](?:second|minute|hour|day|week|month|year)s?[ .]ago|yesterday|@\d+)$`)
})

// read parses the output of git log: a record for each commit, followed by the header and the path of each change.
func (l *Log) read(out io.Reader) error {
	s := newScanner(out)
	changes := 0
	for s.Scan() {
		record := bytes.TrimPrefix(s.Bytes(), []byte("\n"))
		switch {
		case len(record) == 0:
		case record[0] == commitMark:
			words := strings.Fields(string(record[1:]))
			if len(words) == 0 {
				return errors.New("git log: a commit without a name")
			}
			l.Commits = append(l.Commits, Commit{ID: words[0], Parents: words[1:]})
		case len(l.Commits) == 0:
			return fmt.Errorf("git log: unexpected record %q", record)
		default:
			if changes++; changes > maxChanges {
				return fmt.Errorf("the commits have more than %d changes", maxChanges)
			}
			c, err := readChange(s, record, l.Paths)
			if err != nil {
				return fmt.Errorf("git log: %w", err)
			}
			last := &l.Commits[len(l.Commits)-1]
			last.Changes = append(last.Changes, c)
		}
	}
	return s.Err()
}

// newScanner returns a scanner for records that end with NUL.
func newScanner(r io.Reader) *bufio.Scanner {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 1<<16), maxRecord)
	s.Split(func(data []byte, atEOF bool) (advance int, token []byte, err error) {
		if n := bytes.IndexByte(data, 0); n >= 0 {
			return n + 1, data[:n], nil
		}
		if atEOF && len(data) > 0 {
			return len(data), data, nil
		}
		return 0, nil, nil
	})
	return s
}

// readChange parses the header of a change and reads its path, which is the next record.
func readChange(s *bufio.Scanner, header []byte, paths *Paths) (Change, error) {
	var c Change
	words := bytes.Fields(bytes.TrimPrefix(header, []byte(":")))
	if header[0] != ':' || len(words) != 5 {
		return c, fmt.Errorf("unexpected record %q", header)
	}
	var err error
	if c.Old, err = parseEntry(words[0], words[2]); err != nil {
		return c, err
	}
	if c.New, err = parseEntry(words[1], words[3]); err != nil {
		return c, err
	}
	if !s.Scan() {
		return c, io.ErrUnexpectedEOF
	}
	c.Path = paths.add(s.Bytes())
	return c, nil
}

// parseEntry reads the mode and the name of an entry.
func parseEntry(mode, id []byte) (e Entry, err error) {
	number, err := strconv.ParseUint(string(mode), 8, 32)
	if err != nil {
		return e, fmt.Errorf("%q is no mode", mode)
	}
	if e.Mode = uint32(number); e.Mode == 0 {
		return e, nil
	}
	e.ID, err = parseID(id)
	return e, err
}
