package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/project"
)

// completion is the completion of one value.
type completion = cobra.CompletionFunc

// addCompletions adds the completion of contexts and of the values of flags to a command, for the flags that it has.
func (f *buildFlags) addCompletions(w world, cmd *cobra.Command) {
	if cmd.ValidArgsFunction == nil {
		cmd.ValidArgsFunction = completeDirectories
	}
	fixed := func(values ...string) completion {
		return cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
	}
	files := completion(completeFiles)
	for name, complete := range map[string]completion{
		"target": f.completeTargets(w), "service": f.completeServices(w), "file": files, "ignore-file": files, "config": files, "baseline": files, "progress-file": files, "timings": files,
		"builder": fixed("buildkit", "legacy", "podman"), "units": fixed("si", "iec", "bytes"), "color": fixed("auto", "always", "never"),
		"theme": fixed("auto", "dark", "light"), "fail-on": fixed("info", "warning", "error"), "sort": fixed("name", "size", "files"),
		"output": fixed(outputFormats(cmd.Name())...), "platform": fixed("linux/amd64", "linux/arm64", "windows/amd64"),
	} {
		if cmd.Flags().Lookup(name) != nil {
			must(cmd.RegisterFlagCompletionFunc(name, complete))
		}
	}
}

// completeDirectories completes a context.
func completeDirectories(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// completeTargets completes a stage of the Dockerfile that the command line selects.
func (f *buildFlags) completeTargets(w world) completion {
	return func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		request := f.completionRequest(w, args)
		builds, err := project.Resolve(cmd.Context(), request)
		if err != nil || len(builds) == 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var names []string
		for _, stage := range builds[0].Stages {
			names = append(names, stage.Name)
		}
		return plainNames(names), cobra.ShellCompDirectiveNoFileComp
	}
}

// completeServices completes a service of the compose files, or a target of the bake files, that the command line selects.
func (f *buildFlags) completeServices(w world) completion {
	return func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		request, err := f.request(cmd.Name() == "audit")
		if err != nil || request == nil {
			request = &ctxsize.ProjectRequest{Compose: true}
		}
		request.Names = nil
		read, specs, err := project.Read(cmd.Context(), f.completionRequest(w, args), *request)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var names []string
		for _, s := range slices.Concat(specs, read.Unselected()) {
			names = append(names, s.Name)
		}
		return plainNames(names), cobra.ShellCompDirectiveNoFileComp
	}
}

// completionRequest returns the build of an unfinished command line.
func (f *buildFlags) completionRequest(w world, args []string) build.Request {
	context := "."
	if len(args) > 0 {
		context = args[0]
	}
	file := f.file
	if file == "-" {
		file = os.DevNull
	}
	return build.Request{Context: context, Dockerfile: file, BuildArgs: f.buildArgs, Dir: filepath.Clean(w.dir), Env: w.env, Stdin: io.MultiReader()}
}

// plainNames returns the names that a shell can be given, each once and sorted.
func plainNames(names []string) []string {
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool {
		return name == "" || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f })
	})
}

// completeFiles completes a file.
func completeFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveDefault
}
