// Package provenance follows the files of a build's contexts through its stages: which instructions copy them, to which paths, and which later
// instructions name these paths, down to the final image.
//
// Call [New] with a build and the views of its contexts. A [Map] answers from the rules by which BuildKit places what COPY and ADD copy
// (github.com/tonistiigi/fsutil copy, github.com/moby/buildkit solver/llbsolver/file) and looks single paths up; it lists no trees. What a RUN
// does is not known: every answer names the RUN instructions that may have made or changed a path.
//
// A Map is not safe for concurrent use.
package provenance

import (
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/walker"
)

// Map answers questions about one build.
type Map struct {
	build    *build.Build
	views    map[string]*walker.View
	layers   map[int][]layer // by stage index
	places   map[placeKey]*place
	expanded map[rootsKey][]root
	found    map[query]*Found
}

// New prepares a map of the build. Contexts that are missing count as unknown.
func New(b *build.Build, views map[string]*walker.View) *Map {
	m := &Map{build: b, views: views, layers: map[int][]layer{}, places: map[placeKey]*place{}, expanded: map[rootsKey][]root{}, found: map[query]*Found{}}
	for _, s := range b.Stages {
		m.layers[s.Index] = m.stageLayers(s)
	}
	return m
}

// File is a path of a context.
type File struct {
	Context string // name, "" for the main context
	Path    string // slash-separated, relative to the context
	Kind    walker.Kind
	Target  string // of a symbolic link
	// Eligible: the context's ignore file does not exclude it.
	Eligible bool
}

// Maker is an instruction that may have made or changed a path: a RUN, or one that puts something there that is not known here.
type Maker struct {
	Step *build.Step
	Path string // in the instruction's own stage
}

// Found is what a stage has at a path.
type Found struct {
	// Files are those of contexts that arrive there, the topmost first. Of a directory there may be several: they are merged.
	Files []File
	// Made: a directory or a here-document that the Dockerfile makes without the help of a context.
	Made bool
	// Makers are the instructions that may have made or changed it, the last first.
	Makers []Maker
	// Image: it lies where the base image may have it.
	Image bool

	known  bool // something is there for sure
	kind   walker.Kind
	target string
}

// Exists reports whether something is there for sure.
func (f *Found) Exists() bool { return f.known }

// Unknown reports whether something may be there that is not known here.
func (f *Found) Unknown() bool { return f.Image || len(f.Makers) > 0 }

func (f *Found) isDir() bool { return f.known && f.kind == walker.Dir }

func (f *Found) isLink() bool { return f.known && f.kind == walker.Symlink }

// put notes what lies there for sure, under what lies there already, and reports whether it hides all below it.
func (f *Found) put(k walker.Kind, target string) (hides bool) {
	if !f.known {
		f.known, f.kind, f.target = true, k, target
	}
	return k != walker.Dir
}

// layer is one change of a stage's file system.
type layer struct {
	step *build.Step // nil for what the stage begins with
	// base is the context at the root of the stage, where isContext.
	base      string
	isContext bool
	// image: the stage is built on an image.
	image bool
}

// stageLayers returns the layers of a stage, those of the stages that it is built on first.
func (m *Map) stageLayers(s build.Stage) []layer {
	var list []layer
	switch {
	case s.BaseStage >= 0:
		list = append(list, m.layers[s.BaseStage]...)
	case s.BaseContext != "" && m.views[s.BaseContext] != nil:
		list = append(list, layer{base: s.BaseContext, isContext: true})
	case s.BaseContext != "" || s.Base != "scratch":
		list = append(list, layer{image: true})
	}
	for n := range m.build.Steps {
		if step := &m.build.Steps[n]; step.StageIndex == s.Index {
			list = append(list, layer{step: step})
		}
	}
	return list
}

// finalState is the state of a stage when all its instructions were run.
func (m *Map) finalState(stage int) state { return state{stage, len(m.layers[stage])} }

// state is a stage after its first n layers.
type state struct{ stage, n int }
