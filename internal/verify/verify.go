// Package verify compares what builds are predicted to transfer with what a builder has printed.
package verify

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"sync"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/progress"
)

// Load is one transfer of a context: what is predicted, and what the builder has printed.
type Load struct {
	Build *analysis.Result
	// Context is the name of a named context, "" for the main one.
	Context string
	// Predicted is for a builder with an empty cache, nil where it cannot be known here.
	Predicted *int64
	// Reported is nil where the builder printed nothing, or with Rounded only a rounded number.
	Reported *int64
	Rounded  string
	Verdict  Verdict
	// Reason is a sentence about the verdict, "" if the numbers are equal.
	Reason string
}

// Verdict is the result of a comparison.
type Verdict uint8

const (
	// Equal: the numbers are equal, or equal after rounding.
	Equal Verdict = iota
	// Delta: the builder had some of the files from an earlier build.
	Delta
	// Shared: the builder has loaded the files for another build, too.
	Shared
	// Unknown: there is no prediction.
	Unknown
	// Different: the prediction is wrong, or for another build.
	Different
)

// String returns the word for reports.
func (v Verdict) String() string {
	return [...]string{"equal", "delta", "shared", "unknown", "different"}[v]
}

// Agree reports whether no load is different.
func Agree(list []Load) bool {
	return !slices.ContainsFunc(list, func(l Load) bool { return l.Verdict == Different })
}

// loadName matches the name of a step that loads a context: the target of bake, and the context.
var loadName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\[(?:(.+) )?(?:internal\] load build context|context ([^\]]+)\] load from client)$`)
})

// loadKey identifies the loads of a context: the name of the build, "" for the only one, and that of the context.
type loadKey struct{ build, context string }

// loaded is what the builder printed about one load.
type loaded struct {
	progress.Transfer
	cached bool
	used   bool
}

// Log compares the loads of all builds with the progress of a build, as a builder writes it.
func Log(a *analysis.Analysis, r io.Reader) ([]Load, error) {
	steps, err := progress.Read(r)
	if err != nil {
		return nil, fmt.Errorf("cannot read the progress: %w", err)
	}
	return Compare(a, steps), nil
}

// Compare compares the loads of all builds with the steps of a build.
func Compare(a *analysis.Analysis, steps []progress.Vertex) []Load {
	reported := map[loadKey][]*loaded{}
	for _, v := range steps {
		m := loadName().FindStringSubmatch(v.Name)
		if m == nil {
			continue
		}
		key := loadKey{m[1], m[2]}
		one := &loaded{cached: v.Cached}
		if len(v.Transfers) > 0 {
			one.Transfer = v.Transfers[len(v.Transfers)-1]
		}
		reported[key] = append(reported[key], one)
	}
	var list []Load
	for n := range a.Builds {
		list = append(list, compareBuild(&a.Builds[n], len(a.Builds) == 1, reported)...)
	}
	for n := range list {
		share(&list[n], list)
	}
	return list
}

// compareBuild compares the loads of one build.
func compareBuild(b *analysis.Result, only bool, reported map[loadKey][]*loaded) []Load {
	var list []Load
	for _, c := range b.Usages() {
		if !c.Context.Requested || c.Context.Remote {
			continue
		}
		key := loadKey{b.Build.Name, c.Context.Name}
		if _, named := reported[key]; !named && only {
			key.build = ""
		}
		sizes := []*int64{c.Transfer}
		if c.Transfer != nil && len(c.LoadBytes) > 0 {
			sizes = nil
			for n := range c.LoadBytes {
				sizes = append(sizes, &c.LoadBytes[n])
			}
		}
		for _, predicted := range sizes {
			l := Load{Build: b, Context: c.Context.Name, Predicted: predicted}
			l.compare(&c, pick(reported[key], predicted))
			list = append(list, l)
		}
	}
	return list
}

// pick returns the load that is equal to a prediction, else the first that is not compared yet, nil for none. Loads for several platforms have the
// same name.
func pick(list []*loaded, predicted *int64) *loaded {
	var first *loaded
	for _, one := range list {
		if one.used {
			continue
		}
		if predicted != nil && one.equals(*predicted) {
			one.used = true
			return one
		}
		if first == nil {
			first = one
		}
	}
	if first != nil {
		first.used = true
	}
	return first
}

// equals reports whether the builder printed a number, rounded or not.
func (l *loaded) equals(bytes int64) bool {
	if l.Exact {
		return l.Bytes == bytes
	}
	return l.Text == progress.Decimal(bytes)
}

// compare fills in the verdict.
func (l *Load) compare(c *inventory.Usage, r *loaded) {
	switch {
	case r == nil:
		l.Verdict, l.Reason = Different, "The progress has no step that loads this context."
		return
	case r.Exact:
		l.Reported = &r.Bytes
	default:
		l.Rounded = r.Text
	}
	switch {
	case l.Predicted == nil:
		l.Verdict, l.Reason = Unknown, "The transfer cannot be predicted here (ctxsize --json lists why)."
	case r.equals(*l.Predicted):
	case l.Reported == nil && l.Rounded == "" && r.cached:
		l.Verdict, l.Reason = Shared, "The builder has loaded these files in another step."
	case l.Reported == nil:
		l.rounded()
	default:
		l.explain(c)
	}
}

// rounded judges a rounded number that is not the predicted one.
func (l *Load) rounded() {
	if l.Rounded == "" {
		l.Verdict, l.Reason = Different, "The builder printed no number for this context."
		return
	}
	l.Verdict, l.Reason = Different, "The number is rounded, and not that of an empty cache; use --progress=rawjson to see whether it is a delta."
}

// share marks the load of a build that is the same request as one of another build: bake loads it once.
func share(l *Load, list []Load) {
	if l.Reported != nil || l.Rounded != "" || l.Verdict != Different {
		return
	}
	for _, o := range list {
		if o.Verdict < Shared && sameRequest(l, &o) {
			l.Verdict, l.Reason = Shared, fmt.Sprintf("The builder loads it once, for %s.", o.Build.Build.Name)
			return
		}
	}
}

// sameRequest reports whether two loads are the same request.
func sameRequest(a, b *Load) bool {
	ca, cb := planOf(a), planOf(b)
	return a.Build != b.Build && ca.Root == cb.Root && ca.Ignore.Path == cb.Ignore.Path && slices.Equal(ca.Paths, cb.Paths)
}

// planOf returns the context of a load.
func planOf(l *Load) build.Context {
	for _, c := range l.Build.Usages() {
		if c.Context.Name == l.Context {
			return *c.Context
		}
	}
	return build.Context{}
}
