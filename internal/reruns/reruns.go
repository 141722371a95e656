// Package reruns describes how many reruns of RUN instructions a change would have saved on the commits of a history.
package reruns

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Saving is what a change alone would have saved.
type Saving struct {
	// Reruns is the number of reruns of all RUN instructions that it saves. It is negative if there are more.
	Reruns int
	// Commits is the number of commits that are built.
	Commits int
	// Steps are the RUN instructions whose number of reruns changes, the largest saving first.
	Steps []Step
}

// Step is a RUN instruction of the Dockerfile of now, with its reruns.
type Step struct {
	// Index is the index of the step in the replay.
	Index int
	Line  int
	Stage string
	// Command is its call of a package manager, else its text without RUN.
	Command       string
	Before, After int
}

// New returns the saving of some steps. It drops those whose reruns do not change.
func New(commits int, steps []Step) *Saving {
	s := &Saving{Commits: commits}
	for _, one := range steps {
		if one.Before != one.After {
			s.Reruns += one.Before - one.After
			s.Steps = append(s.Steps, one)
		}
	}
	slices.SortStableFunc(s.Steps, func(a, b Step) int { return cmp.Compare(b.Before-b.After, a.Before-a.After) })
	return s
}

const (
	// maxSteps is the number of instructions that a sentence lists.
	maxSteps = 2
	// maxCommand is the length of a command in a sentence, in characters.
	maxCommand = 40
)

// String returns the saving as a clause, such as "saves 143 of 200 reruns of `npm ci` (line 12)", "" for none.
func (s *Saving) String() string {
	if s == nil || s.Reruns <= 0 {
		return ""
	}
	if len(s.Steps) == 1 {
		one := s.Steps[0]
		return fmt.Sprintf("saves %d of %s of %s", one.Before-one.After, count(one.Before), one.name())
	}
	var parts []string
	for _, one := range s.Steps[:min(len(s.Steps), maxSteps)] {
		parts = append(parts, fmt.Sprintf("%d of %d of %s", one.Before-one.After, one.Before, one.name()))
	}
	if more := len(s.Steps) - maxSteps; more > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", more))
	}
	return fmt.Sprintf("saves %s: %s", count(s.Reruns), strings.Join(parts, ", "))
}

// Sentence returns the saving as a sentence, "" for none.
func (s *Saving) Sentence() string {
	if clause := s.String(); clause != "" {
		return "S" + clause[1:] + "."
	}
	return ""
}

// count returns a number of reruns.
func count(n int) string {
	if n == 1 {
		return "1 rerun"
	}
	return fmt.Sprintf("%d reruns", n)
}

// name returns the command with its line.
func (s *Step) name() string {
	command := strings.Join(strings.Fields(s.Command), " ")
	if r := []rune(command); len(r) > maxCommand {
		command = string(r[:maxCommand-1]) + "…"
	}
	return fmt.Sprintf("`%s` (line %d)", command, s.Line)
}
