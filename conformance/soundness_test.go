package conformance

import (
	"archive/tar"
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/ctxsize/ctxsize/conformance/builder"
	"github.com/ctxsize/ctxsize/conformance/clones"
)

var (
	soundnessCount  = flag.Int("soundness", 0, "`number` of projects to which safe suggestions are applied")
	soundnessBudget = flag.Int("soundness-shrink", 60, "how `often` a failing project is tried again to find a smaller one")
	soundnessAlone  = flag.Int("soundness-alone", 2, "how `many` suggestions of a build are applied alone, besides all together; 0 for all")
	shellFile       = flag.String("busybox", "/bin/busybox", "static busybox, the `file` that RUN instructions are run with")
)

// TestSoundness applies what is safe to random projects, each suggestion alone and all together, and builds every target of every Dockerfile before
// and after: what built before still builds, and every file that an instruction names by path arrives unchanged.
func TestSoundness(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(*shellFile); err != nil {
		t.Fatalf("%v: install a static busybox, for instance with `apt-get install busybox-static`, or name it with -busybox", err)
	}
	var stats soundnessStats
	t.Run("projects", func(t *testing.T) {
		for n := range *soundnessCount {
			t.Run(fmt.Sprintf("%04d", n), func(t *testing.T) {
				t.Parallel()
				sound(t, clones.Generate(shared.seed, n), &stats)
			})
		}
	})
	t.Logf("%d projects, %d targets that build, %d suggestions, %d builds after them", *soundnessCount, stats.targets.Load(), stats.suggestions.Load(), stats.after.Load())
	if *soundnessCount > 20 && (stats.targets.Load() < int64(*soundnessCount) || stats.suggestions.Load() == 0) {
		t.Error("hardly anything was tried")
	}
}

type soundnessStats struct{ targets, suggestions, after atomic.Int64 }

// sound tries one project, and makes it smaller where it fails.
func sound(t *testing.T, p clones.Project, stats *soundnessStats) {
	t.Helper()
	harm, err := harmOf(t.Context(), t.TempDir(), p, stats)
	if err != nil {
		t.Fatalf("%v\n%s", err, p)
	}
	if harm == "" {
		return
	}
	t.Logf("%s\nmaking it smaller ...", harm)
	p = clones.Shrink(p, *soundnessBudget, func(p clones.Project) bool {
		dir, err := os.MkdirTemp("", "ctxsize-sound-")
		if err != nil {
			return false
		}
		defer os.RemoveAll(dir)
		smaller, err := harmOf(t.Context(), dir, p, &soundnessStats{})
		if err == nil && smaller != "" {
			harm = smaller
			return true
		}
		return false
	})
	t.Errorf("%s\n%s", harm, p)
}

// trial is a project on disk with what each of its targets builds.
type trial struct {
	clones.Project
	dir    string
	before map[target]builder.Image
	// named are the files that instructions of a build name, with one that does.
	named map[namedFile]string
	tried map[string]bool // texts of ignore files
	stats *soundnessStats
}

// namedFile is a file by its content, and one of the builds.
type namedFile struct {
	build int
	sum   [32]byte
}

// target is a stage of one of the builds.
type target struct {
	build int
	stage string
}

// harmOf says what safe suggestions do to a project, "" for nothing.
func harmOf(ctx context.Context, dir string, p clones.Project, stats *soundnessStats) (string, error) {
	t := &trial{Project: p, dir: dir, before: map[target]builder.Image{}, named: map[namedFile]string{}, tried: map[string]bool{}, stats: stats}
	original := filepath.Join(dir, "before")
	if err := p.Write(original, *shellFile); err != nil {
		return "", err
	}
	for n := range p.Builds {
		stages, err := stagesOf(p, n)
		if err != nil {
			return "", err
		}
		if err := t.buildBefore(ctx, original, n, stages); err != nil {
			return "", err
		}
		t.noteNamed(n, original, stages)
	}
	t.tried[ignoreTexts(original, p)] = true
	stats.targets.Add(int64(len(t.before)))
	if len(t.before) == 0 {
		return "", nil
	}
	harm, err := t.applyAll(ctx, original)
	return harm, errors.Join(err, shared.daemon.Prune(ctx))
}

// buildBefore builds all targets of a build at once, and where that fails one by one.
func (t *trial) buildBefore(ctx context.Context, root string, n int, stages []instructions.Stage) error {
	var names []string
	for _, s := range stages {
		names = append(names, s.Name)
	}
	images, err := t.build(ctx, root, n, names)
	if err != nil {
		return err
	}
	for _, name := range names {
		one := images
		if images == nil && len(names) > 1 {
			if one, err = t.build(ctx, root, n, []string{name}); err != nil {
				return err
			}
		}
		if one != nil {
			t.before[target{n, name}] = one[name]
		}
	}
	return nil
}

// build exports targets of one build, nil where one of them does not build. They are copied into one stage, so that the builder is asked once.
func (t *trial) build(ctx context.Context, root string, n int, names []string) (map[string]builder.Image, error) {
	b := t.Builds[n]
	file, err := t.collect(root, n, names)
	if err != nil {
		return nil, err
	}
	request := builder.Build{Context: filepath.Join(root, b.Context), Dockerfile: file, Named: map[string]string{}}
	for name, dir := range b.Named {
		request.Named[name] = filepath.Join(root, dir)
	}
	image, o, err := shared.daemon.Export(ctx, request)
	if err != nil || o.Failure != builder.None {
		return nil, err
	}
	images := map[string]builder.Image{}
	for _, name := range names {
		images[name] = image.Below("/" + name)
	}
	return images, nil
}

// collect writes the Dockerfile of a build with a last stage that collects targets, and beside it the ignore file that is its own.
func (t *trial) collect(root string, n int, names []string) (string, error) {
	dir, err := os.MkdirTemp(t.dir, "collect")
	if err != nil {
		return "", err
	}
	original := filepath.Join(root, t.Builds[n].Dockerfile)
	file := filepath.Join(dir, filepath.Base(original))
	text, err := os.ReadFile(original)
	if err != nil {
		return "", err
	}
	text = append(text, "\nFROM scratch AS collected\n"...)
	for _, name := range names {
		// The shell is large, and no project's own.
		text = fmt.Appendf(text, "COPY --from=%s --exclude=**/sh / /%s/\n", name, name)
	}
	if own, err := os.ReadFile(original + ".dockerignore"); err == nil {
		if err := os.WriteFile(file+".dockerignore", own, 0o644); err != nil {
			return "", err
		}
	}
	return file, os.WriteFile(file, text, 0o644)
}

func stagesOf(p clones.Project, n int) ([]instructions.Stage, error) {
	file, err := parser.Parse(strings.NewReader(p.Files[p.Builds[n].Dockerfile]))
	if err != nil {
		return nil, err
	}
	stages, _, err := instructions.Parse(file.AST, nil)
	return stages, err
}

// noteNamed notes the files that instructions of a build name by path, looked up on disk and in what was built.
func (t *trial) noteNamed(n int, root string, stages []instructions.Stage) {
	b := t.Builds[n]
	onDisk := diskImage(filepath.Join(root, b.Context))
	for _, s := range stages {
		for _, cmd := range s.Commands {
			switch cmd := cmd.(type) {
			case *instructions.AddCommand:
				t.noteSources(n, onDisk, cmd.SourcePaths, fmt.Sprint(cmd))
			case *instructions.CopyCommand:
				from := onDisk
				if cmd.From != "" {
					from = t.before[target{n, cmd.From}]
				}
				if dir, named := b.Named[cmd.From]; named {
					from = diskImage(filepath.Join(root, dir))
				}
				t.noteSources(n, from, cmd.SourcePaths, fmt.Sprint(cmd))
			case *instructions.RunCommand:
				for _, m := range instructions.GetMounts(cmd) {
					from := onDisk
					if m.From != "" {
						from = t.before[target{n, m.From}]
					}
					t.noteSources(n, from, []string{m.Source}, fmt.Sprint(cmd))
				}
			}
		}
	}
}

func (t *trial) noteSources(n int, from builder.Image, sources []string, by string) {
	for _, source := range sources {
		for _, p := range matching(from, path.Join("/", source)) {
			if strings.HasSuffix(p, ".dockerignore") {
				// Suggestions change it.
				continue
			}
			if at, ok := from.Find(p); ok && from[at].Type == tar.TypeReg {
				t.named[namedFile{n, from[at].Sum}] = by
			}
		}
	}
}

// matching lists the paths of an image that a source stands for.
func matching(from builder.Image, source string) []string {
	if !strings.ContainsAny(source, "*?[") {
		return []string{source}
	}
	var list []string
	for _, p := range slices.Sorted(maps.Keys(from)) {
		if ok, err := path.Match(source, p); ok && err == nil {
			list = append(list, p)
		}
	}
	return list
}

// applyAll applies what is safe: for each of the builds, for the project, and single suggestions alone.
func (t *trial) applyAll(ctx context.Context, original string) (string, error) {
	for n, b := range t.Builds {
		flags := append([]string{"suggest", "--write"}, t.flags(b)...)
		if harm, err := t.try(ctx, original, fmt.Sprintf("suggest --write for build %d", n), func(root string) error { return runProgram(ctx, root, flags) }); harm != "" || err != nil {
			return harm, err
		}
		if harm, err := t.eachAlone(ctx, original, b); harm != "" || err != nil {
			return harm, err
		}
	}
	return t.try(ctx, original, "audit --fix", func(root string) error {
		return runProgram(ctx, root, []string{"audit", "--fix", t.Builds[0].Context})
	})
}

// flags spell a build, its context last.
func (t *trial) flags(b clones.Build) []string {
	list := []string{"-f", b.Dockerfile}
	for _, name := range slices.Sorted(maps.Keys(b.Named)) {
		list = append(list, "--build-context", name+"="+b.Named[name])
	}
	return append(list, b.Context)
}

// try makes a change to a copy of the project, and says what it does to what is built.
func (t *trial) try(ctx context.Context, original, what string, change func(root string) error) (string, error) {
	root := filepath.Join(t.dir, "after")
	if err := os.RemoveAll(root); err != nil {
		return "", err
	}
	if out, err := exec.CommandContext(ctx, "cp", "-a", original, root).CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	if err := change(root); err != nil {
		return "", err
	}
	if texts := ignoreTexts(root, t.Project); t.tried[texts] {
		return "", nil
	} else {
		t.tried[texts] = true
	}
	for n := range t.Builds {
		if harm, err := t.rebuild(ctx, root, n); harm != "" || err != nil {
			return fmt.Sprintf("%s: %s: %s%s", what, t.Builds[n].Dockerfile, harm, ignoreTexts(root, t.Project)), err
		}
	}
	return "", nil
}

// rebuild builds again what was built before, and says what is different.
func (t *trial) rebuild(ctx context.Context, root string, n int) (string, error) {
	var names []string
	for at := range t.before {
		if at.build == n {
			names = append(names, at.stage)
		}
	}
	if len(names) == 0 {
		return "", nil
	}
	slices.Sort(names)
	t.stats.after.Add(1)
	images, err := t.build(ctx, root, n, names)
	if err != nil {
		return "", err
	}
	if images == nil {
		// What fails on a full disk fails without a change, too.
		if again, err := t.build(ctx, filepath.Join(t.dir, "before"), n, names); err != nil || again == nil {
			return "", fmt.Errorf("building %s again without a change fails: %w", t.Builds[n].Dockerfile, err)
		}
	}
	for _, name := range names {
		if harm := t.compare(target{n, name}, images[name]); harm != "" {
			return fmt.Sprintf("target %s %s", name, harm), nil
		}
	}
	return "", nil
}

// compare says what is missing or different in what is built.
func (t *trial) compare(at target, after builder.Image) string {
	if after == nil {
		return "does not build any more"
	}
	before := t.before[at]
	for _, p := range slices.Sorted(maps.Keys(before)) {
		if by, named := t.named[namedFile{at.build, before[p].Sum}]; named && before[p].Type == tar.TypeReg && after[p] != before[p] {
			return fmt.Sprintf("lacks %s or has changed it, which %q names", p, by)
		}
	}
	return ""
}

// ignoreFiles lists where ignore files of a project may lie.
func ignoreFiles(p clones.Project) []string {
	list := []string{"libs/.dockerignore"}
	for _, b := range p.Builds {
		list = append(list, path.Join(b.Context, ".dockerignore"), b.Dockerfile+".dockerignore")
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func ignoreTexts(root string, p clones.Project) string {
	text := ""
	for _, name := range ignoreFiles(p) {
		if data, err := os.ReadFile(filepath.Join(root, name)); err == nil {
			text += fmt.Sprintf("\nafter -- %s --\n%s", name, data)
		}
	}
	return text
}
