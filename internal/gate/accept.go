package gate

import (
	"time"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/policy"
	"github.com/ctxsize/ctxsize/internal/report"
)

// Accept marks the accepted findings of the builds and of the project.
func Accept(p *policy.Policy, a *ctxsize.Analysis, o report.Options, now time.Time) error {
	for n := range a.Builds {
		b := &a.Builds[n]
		comments, err := commentsOf(b, o)
		if err != nil {
			return err
		}
		for m := range b.Findings {
			f := &b.Findings[m]
			if f.Accepted = p.Accepts(*f, o.Place(f.File), now); f.Accepted == "" {
				f.Accepted = comments[f.File].Accepts(*f)
			}
		}
	}
	for n := range a.Findings {
		f := &a.Findings[n]
		f.Accepted = p.Accepts(*f, o.Place(f.File), now)
	}
	return nil
}

// commentsOf returns the comments that accept findings, by the paths of the Dockerfile and the ignore files of a build.
func commentsOf(b *ctxsize.Result, o report.Options) (map[string]policy.Comments, error) {
	texts := map[string]string{}
	for _, c := range b.Usages() {
		if c.Patterns != nil && c.Context.Ignore.Path != "" {
			texts[c.Context.Ignore.Path] = string(c.Patterns.Bytes())
		}
	}
	if b.Build.Dockerfile != nil {
		texts[b.Build.Dockerfile.Path] = string(b.Build.Dockerfile.Text)
	}
	all := map[string]policy.Comments{}
	for path, text := range texts {
		comments, err := policy.ParseComments(o.Place(path), text)
		if err != nil {
			return nil, err
		}
		all[path] = comments
	}
	return all, nil
}

// Counting returns the findings that are not accepted.
func Counting(findings []lint.Finding) (list []lint.Finding, accepted int) {
	for _, f := range findings {
		if f.Accepted == "" {
			list = append(list, f)
		}
	}
	return list, len(findings) - len(list)
}
