// Package required finds what builds require of a context: the sources of their instructions, what manifests refer to and sources embed, what
// commands use in stages, and the repository.
package required

import (
	"slices"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/walker"
)

// Set is what the builds that use one ignore file require of the context of the first. It is not safe for concurrent use.
type Set struct {
	project  *inventory.Project
	shares   []inventory.Share
	own      int // how many of the shares are builds of the project; the rest are standalone Dockerfiles
	view     *walker.View
	programs *inventory.Programs
	settled  map[string]bool // directories that may be excluded as a whole
	needed   []need          // paths that manifests and sources name
	neededAt map[string]int  // indexes of needed, by path

	// The rest is computed on first use, and nil before that.
	linked []link
	git    *gitNeed
	// gitFile is the file of the project that runs git, "" where it is another text.
	gitFile string
	named   [][][]string // by share and instruction
	used    *usage
	uses    []stageUse
	texts   []text
	// waiting are the files to search that are not among texts yet, and textBytes the bytes of texts.
	waiting   []text
	textBytes int
	taken     *copies
	wide      []wide
	flowed    map[string]*flowList // by path
}

// New returns what builds require of the context of the first of them, and of the builds of standalone Dockerfiles in it.
func New(project *inventory.Project, shares []inventory.Share) *Set {
	return newSet(project, shares, siblings(project, shares, false))
}

// NewForAbsent is [New] for files that do not exist yet: builds of standalone Dockerfiles count even if none of their sources is in the context.
func NewForAbsent(project *inventory.Project, shares []inventory.Share) *Set {
	return newSet(project, shares, siblings(project, shares, true))
}

// ByBuild returns what a build requires of its context, without regard to other builds.
func ByBuild(project *inventory.Project, share inventory.Share) *Set {
	return newSet(project, []inventory.Share{share}, nil)
}

func newSet(project *inventory.Project, shares, siblings []inventory.Share) *Set {
	s := &Set{project: project, shares: slices.Concat(shares, siblings), own: len(shares), view: shares[0].Usage.View, settled: map[string]bool{}, neededAt: map[string]int{}, flowed: map[string]*flowList{}}
	if project != nil && s.view != nil {
		s.programs = project.Programs(s.view)
	}
	return s
}

// Shares returns the builds, those of standalone Dockerfiles last.
func (s *Set) Shares() []inventory.Share { return s.shares }

// Settle records a directory that may be excluded as a whole.
func (s *Set) Settle(dir string) { s.settled[dir] = true }

// IsSettled reports whether a directory was recorded by [Set.Settle].
func (s *Set) IsSettled(dir string) bool { return s.settled[dir] }

// With returns what the same builds require once they have other patterns. What manifests refer to is not known of it.
func (s *Set) With(shares []inventory.Share) *Set {
	return &Set{project: s.project, shares: shares, own: s.own, view: shares[0].Usage.View, programs: s.programs, git: s.git, gitFile: s.gitFile, flowed: s.flowed, used: s.used,
		settled: s.settled, linked: s.linked, texts: s.texts, waiting: s.waiting, textBytes: s.textBytes, neededAt: map[string]int{}}
}
