package analysis

import (
	"strings"
	"time"

	"github.com/ctxsize/ctxsize/internal/progress"
	"github.com/ctxsize/ctxsize/internal/rebuild"
)

// SetDurations fills in Durations from the progress of a build. Steps that were cached or failed, or that are not listed, have none.
func (c *BuildChurn) SetDurations(list []progress.Vertex) {
	if c.Err != nil {
		return
	}
	c.Durations = make([]time.Duration, len(c.Steps))
	for n := range c.Steps {
		c.Durations[n] = c.duration(&c.Steps[n], list)
	}
}

// duration returns the longest duration of a step. Steps of several stages may have the same text.
func (c *BuildChurn) duration(s *rebuild.Step, list []progress.Vertex) time.Duration {
	var longest, ofStage time.Duration
	label := c.Build.StageLabel(s.StageIndex)
	for _, v := range list {
		where, text, ok := strings.Cut(v.Name, "] ")
		if !ok || text != s.Text || v.Cached || v.Failed {
			continue
		}
		longest = max(longest, v.Duration)
		if strings.Contains(where+" ", " "+label+" ") || strings.Contains(where, "["+label+" ") {
			ofStage = max(ofStage, v.Duration)
		}
	}
	if ofStage > 0 {
		return ofStage
	}
	return longest
}

// SavedMinutes returns the minutes of 100 commits that a saving saves; ok is false where no duration of its steps is known.
func (c *BuildChurn) SavedMinutes(saving int) (minutes float64, ok bool) {
	for _, s := range c.Savings[saving].Steps {
		if s.Index < len(c.Durations) && c.Durations[s.Index] > 0 && c.Built() > 0 {
			minutes += c.Durations[s.Index].Minutes() * float64(s.Before-s.After) * 100 / float64(c.Built())
			ok = true
		}
	}
	return minutes, ok
}

// Minutes returns the minutes that a step takes in 100 commits; ok is false where its duration is not known.
func (c *BuildChurn) Minutes(step int) (minutes float64, ok bool) {
	if step >= len(c.Durations) || c.Durations[step] == 0 || c.Built() == 0 {
		return 0, false
	}
	return c.Durations[step].Minutes() * float64(c.Steps[step].Reruns) * 100 / float64(c.Built()), true
}
