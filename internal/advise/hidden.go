package advise

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// hiddenByMounts finds instructions of an image for development whose files a service never sees: it mounts a directory of the host over them, and
// no command of the build uses them before.
func (v *adviser) hiddenByMounts() {
	b := v.Build
	if b.Origin.Kind != build.Compose || v.Text == nil || !v.isForDevelopment() {
		return
	}
	var targets []string
	for _, file := range composeFilesAround(b.Origin.File) {
		targets = append(targets, manifest.BindTargets(v.Text(file), b.Name)...)
	}
	for n := range v.Instructions {
		in := &v.Instructions[n]
		if in.Keyword == "RUN" || !in.Reachable || in.Context != "" || in.Dest == "" || !slices.Contains(v.chain(b.TargetIndex), in.StageIndex) {
			continue
		}
		at := slices.IndexFunc(targets, func(t string) bool { return strings.HasPrefix(path.Clean(in.Dest)+"/", strings.TrimSuffix(t, "/")+"/") })
		if at < 0 || v.usedLater(in) {
			continue
		}
		f := v.at(lint.CopyHiddenByMount, in.Line, "%s is sent for nothing: service %s mounts a directory over %s, and no later instruction uses the files.",
			phrase.Shorten(in.Text), b.Name, targets[at])
		f.Bytes, f.Fix = in.Unique, &lint.Fix{Kind: "edit", Text: "remove the instruction from this stage, or move it to a stage that runs without the mount"}
		v.found(f)
	}
}

// composeFilesAround returns a compose file with the override files that docker compose reads with it.
func composeFilesAround(file string) []string {
	list := []string{file}
	base := filepath.Base(file)
	if name, ext, _ := strings.Cut(base, "."); slices.Contains(manifest.ComposeFiles(), base) {
		for _, e := range []string{ext, "yaml", "yml"} {
			list = append(list, filepath.Join(filepath.Dir(file), name+".override."+e))
		}
	}
	return list
}

// isForDevelopment reports whether a build makes an image for development, by the name of its stage or of a file.
func (v *adviser) isForDevelopment() bool {
	b := v.Build
	names := []string{filepath.Base(b.Dockerfile.Path), filepath.Base(b.Origin.File)}
	if b.TargetNamed {
		names = append(names, b.Target)
	}
	return slices.ContainsFunc(names, func(name string) bool {
		words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == '.' || r == '-' || r == '_' })
		return slices.ContainsFunc(words, func(w string) bool {
			return slices.Contains([]string{"dev", "devel", "development", "local", "debug", "watch"}, w)
		})
	})
}

// usedLater reports whether a later instruction of the build may read what an instruction copies: a RUN, or a COPY from the stage.
func (v *adviser) usedLater(in *build.Instruction) bool {
	holds := func(stage int) bool { return slices.Contains(v.chain(stage), in.StageIndex) }
	reached := func(stage int) bool {
		return slices.ContainsFunc(v.Build.Stages, func(s build.Stage) bool { return s.Index == stage && s.Reachable })
	}
	return slices.ContainsFunc(v.Build.Runs, func(r build.Run) bool {
		return r.Reachable && r.Line > in.Line && holds(r.StageIndex) && slices.ContainsFunc(inventory.ParseInvocation(&r.Invocation).Commands, readsFiles)
	}) || slices.ContainsFunc(v.Build.Copies, func(c build.Copy) bool { return reached(c.To) && holds(c.From) })
}

// readsFiles reports whether a command may read the files of the project.
func readsFiles(c shell.Command) bool {
	return !slices.Contains([]string{"chown", "chmod", "mkdir", "echo", "true", "adduser", "addgroup", "useradd", "groupadd", "usermod", "groupmod", "touch"}, c.Program())
}
