package gate

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// Baseline is the sent sizes of an earlier report.
type Baseline struct {
	file   string // "" for none
	Builds []oldBuild
}

type oldBuild struct {
	Name, Platform, Context string
	Dockerfile              *string
	oldContext
	Named []oldContext `json:"named_contexts"`
}

// oldContext is a context of an earlier report.
type oldContext struct {
	Remote bool
	Totals struct{ Sent *struct{ Bytes *int64 } }
}

// maxBaseline is the largest report that is read as a baseline, in bytes.
const maxBaseline = 256 << 20

func ReadBaseline(file string) (Baseline, error) {
	text, err := projectfile.ReadNamed(file, maxBaseline)
	if err != nil {
		return Baseline{}, fmt.Errorf("cannot read the baseline: %w", err)
	}
	old := Baseline{file: file}
	var version struct {
		Version int `json:"schema_version"`
	}
	if json.Unmarshal(text, &version) != nil || version.Version != 1 || json.Unmarshal(text, &old) != nil {
		return Baseline{}, fmt.Errorf("the baseline %s is not a report of ctxsize --json (schema 1)", file)
	}
	return old, nil
}

// sent returns the bytes that a build sent. Among several builds of its name and platform it is the one with its Dockerfile and context.
func (l *Baseline) sent(b *ctxsize.Result, o report.Options) (int64, error) {
	name := o.BuildName(b)
	found := l.find(name, b.Build.Platform, func(oldBuild) bool { return true })
	if len(found) > 1 {
		context, dockerfile := o.Identity(b)
		found = l.find(name, b.Build.Platform, func(old oldBuild) bool {
			return old.Context == context && (old.Dockerfile == nil) == (dockerfile == nil) && (dockerfile == nil || *old.Dockerfile == *dockerfile)
		})
	}
	switch len(found) {
	case 0:
		return 0, fmt.Errorf("the baseline %s has no build %q for %s", l.file, name, b.Build.Platform)
	case 1:
	default:
		return 0, fmt.Errorf("the baseline %s has the build %q for %s %d times", l.file, name, b.Build.Platform, len(found))
	}
	sent, err := found[0].sent()
	if err != nil {
		return 0, fmt.Errorf("the baseline %s, build %q for %s: %w", l.file, name, b.Build.Platform, err)
	}
	return sent, nil
}

func (l *Baseline) find(name, platform string, and func(oldBuild) bool) []oldBuild {
	var list []oldBuild
	for _, b := range l.Builds {
		if b.Name == name && b.Platform == platform && and(b) {
			list = append(list, b)
		}
	}
	return list
}

// sent returns the sum of what the contexts of a build sent, without remote contexts.
func (b *oldBuild) sent() (int64, error) {
	var sum int64
	for n, c := range append([]oldContext{b.oldContext}, b.Named...) {
		if n > 0 && c.Remote && c.Totals.Sent == nil {
			continue
		}
		switch sent := c.Totals.Sent; {
		case sent == nil || sent.Bytes == nil:
			return 0, errors.New("the sent size is missing")
		case *sent.Bytes < 0:
			return 0, fmt.Errorf("negative size: %d bytes", *sent.Bytes)
		default:
			sum = saturate.Add(sum, *sent.Bytes)
		}
	}
	if sum == saturate.Max {
		return 0, errors.New("the sent size is only a lower bound")
	}
	return sum, nil
}
