package tui

import (
	"context"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/tui/internal/draft"
	"github.com/ctxsize/ctxsize/tui/internal/engine"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/tui/treemap"
	"github.com/ctxsize/ctxsize/walker"
)

// job is work that is done beside the screen; its result is a message to the screen.
type job func(ctx context.Context) any

// Messages from the user to a component.
type (
	// moveMsg moves the selection to the next thing in a direction.
	moveMsg treemap.Direction
	// pageMsg moves it by so many pages.
	pageMsg int
	// clickMsg is a click on a cell of the screen; Double is the second one soon after another on the same thing.
	clickMsg struct {
		X, Y   int
		Double bool
	}
	// keyMsg is a key by its name.
	keyMsg string
)

// Messages about a scan of the disk.
type (
	progressMsg struct {
		scan     *scan
		branches []walker.Branch
		entries  int64
		bytes    int64
	}
	scannedMsg struct {
		scan     *scan
		analysis *ctxsize.Analysis
		project  *project.Request // that it is of, nil for one build
		err      error
	}
)

// Messages with the results of jobs.
type (
	// draftedMsg is what a draft makes of a context, and the directories that are shown of it.
	draftedMsg struct {
		doc     *document
		wanted  int
		scans   int // which scan of the disk base is of
		base    *ctxsize.Result
		now     *ctxsize.Result
		draft   draft.Draft
		err     error
		folders []*listing.Folder
		past    *engine.Past
		commits *listing.Commits // by past
		// changes are the times of change of the view datedBy.
		changes *walker.Changes
		datedBy *walker.View
	}
	// examinedMsg is what follows from a draft for the instructions, the number that the builder would print, and what the remaining safe
	// suggestions would do.
	examinedMsg struct {
		doc     *document
		gen     int
		number  int
		now     *ctxsize.Result
		safe    *ctxsize.Result
		broken  []string
		err     error
		folders []*listing.Folder
	}
	// listedMsg is directories that were not known yet, or are shown in another way.
	listedMsg struct {
		doc     *document
		lists   int
		replace bool // all that was listed before
		folders []*listing.Folder
	}
	// suggestedMsg is what is suggested for a context by its ignore file as it is, and found in it.
	suggestedMsg struct {
		doc   *document
		file  *ignore.PatternList
		list  []inventory.Suggestion
		found []lint.Finding
	}
	// pastMsg is what the history of the repository does to a context by its ignore file as it is.
	pastMsg struct {
		doc     *document
		file    *ignore.PatternList
		past    *engine.Past
		commits *listing.Commits
		err     error
	}
	// judgedMsg is what is found about the project as a whole.
	judgedMsg struct {
		analysis *ctxsize.Analysis
		found    []lint.Finding
	}
	// previewedMsg is what a suggestion would do.
	previewedMsg struct {
		doc     *document
		gen     int
		preview preview
	}
	// explainedMsg is what becomes of a path and why.
	explainedMsg struct {
		doc  *document
		gen  int
		path string
		engine.Explanation
	}
	// searchedMsg is what a search has found.
	searchedMsg struct {
		doc     *document
		gen     int
		dir     string
		matches *listing.Matches
	}
	// extensionsMsg is the ranking of extensions for their colors.
	extensionsMsg struct {
		doc        *document
		gen        int
		extensions *listing.Extensions
	}
	// offeredMsg is what the patterns for an item would do.
	offeredMsg struct {
		doc    *document
		gen    int
		draft  draft.Draft // to which one of them is added
		offers []engine.Offer
	}
	// reviewedMsg is a change of an ignore file that is to be looked at before it is written.
	reviewedMsg struct {
		doc    *document
		draft  draft.Draft
		change edit.Change
		diff   string
		broken []string // the instructions that lose files by it
		err    error
	}
	// writtenMsg is what became of it.
	writtenMsg struct {
		doc    *document
		change edit.Change
		effect string // in words
		err    error
	}
	// noticeMsg is a message for the user.
	noticeMsg string
)
