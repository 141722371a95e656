package ci

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/dockerline"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// unknownPart is what stands for an unknown part of a word, as in package shell.
const unknownPart = "*"

// script finds the builds of a shell script, which may run in the project root or in its own directory.
func script(dir, text string) File {
	return lines(text, 1, clean("."), clean(dir))
}

// lines finds the builds in lines for a shell that begin at a line of the file. They run in one of the directories.
func lines(text string, first int, dirs ...string) File {
	var f File
	if !mentionsBuild([]byte(text)) {
		return f
	}
	dirs = slices.Compact(dirs)
	variables := map[string]string{"GITHUB_WORKSPACE": "/", "CI_PROJECT_DIR": "/", "BUILD_SOURCESDIRECTORY": "/"}
	parsed := shell.Parse(text, shell.Options{Env: variables, Dir: "/", Shell: "bash"})
	for n := range parsed.Commands {
		c := &parsed.Commands[n]
		if program := c.Program(); !slices.Contains([]string{"docker", "podman", "buildah", "nerdctl", "docker-buildx"}, program) {
			continue
		}
		f.command(c, first+c.Line-1, dirs)
	}
	return f
}

// command adds the build of a command, if it is one.
func (f *File) command(c *shell.Command, line int, dirs []string) {
	words := c.Words()
	out, err := dockerline.Translate(append([]string{words[0]}, words[1:]...), nil, dockerline.Own{Flag: ownFlag, Format: never, Exists: never})
	if err != nil || out == nil {
		// Another command of docker, or a flag that only a newer version has.
		return
	}
	b := Build{Line: line}
	unknown, defined := false, false
	var contexts []string
	for n := 0; n < len(out.Args); n++ {
		flag, value, _ := strings.Cut(out.Args[n], "=")
		if (flag == "-f" || flag == "--file") && value == "" && n+1 < len(out.Args) {
			n++
			value = out.Args[n]
		}
		switch {
		case flag == "--service":
		case flag == "--compose" || flag == "--bake":
			// Files with the usual names are read by themselves.
			defined = true
			f.addDefinition(value, flag == "--bake", c.Dir, dirs)
		case out.Args[n] == unknownPart:
			unknown = true
		case !strings.HasPrefix(flag, "-") || flag == "-":
			contexts = append(contexts, out.Args[n])
		default:
			b.set(flag, value)
		}
	}
	switch {
	case defined:
		return
	case len(contexts) == 0 && unknown:
		f.skip(line, "its context is a variable")
		return
	case len(contexts) != 1:
		return
	case contexts[0] == "-" || b.Dockerfile == "-":
		f.skip(line, "it reads standard input")
		return
	}
	b.Context = contexts[0]
	f.addKnown(b, c.Dir, dirs)
}

// set records the value of a flag.
func (b *Build) set(flag, value string) {
	switch flag {
	case "-f", "--file":
		b.Dockerfile = value
	case "--target":
		b.Target = value
	case "--build-arg":
		b.BuildArgs = append(b.BuildArgs, value)
	case "--build-context":
		b.Contexts = append(b.Contexts, value)
	case "--platform":
		b.Platforms = append(b.Platforms, value)
	}
}

// addKnown adds a build, unless a part of it is unknown. in is the working directory below each of the directories, "" where it is unknown.
func (f *File) addKnown(b Build, in string, dirs []string) {
	for _, part := range []struct{ what, value string }{{"context", b.Context}, {"Dockerfile", b.Dockerfile}, {"target", b.Target}} {
		if strings.Contains(part.value, unknownPart) {
			f.skip(b.Line, "its "+part.what+" is a variable")
			return
		}
	}
	if path.IsAbs(b.Context) {
		b.Context = path.Clean(b.Context)
	}
	isUnknown := func(s string) bool { return strings.Contains(s, unknownPart) }
	b.BuildArgs, b.Contexts, b.Platforms = slices.DeleteFunc(b.BuildArgs, isUnknown), slices.DeleteFunc(b.Contexts, isUnknown), slices.DeleteFunc(b.Platforms, isUnknown)
	for _, dir := range dirs {
		b.Dirs = append(b.Dirs, clean(dir+"/"+in))
	}
	f.Builds = append(f.Builds, b)
}

// addDefinition adds a compose or bake file, unless its path is unknown.
func (f *File) addDefinition(name string, bake bool, in string, dirs []string) {
	if name == "" || name == "-" || strings.Contains(name, unknownPart) || strings.Contains(name, "://") {
		return
	}
	d := Definition{Path: name, Bake: bake}
	for _, dir := range dirs {
		d.Dirs = append(d.Dirs, clean(dir+"/"+in))
	}
	f.Definitions = append(f.Definitions, d)
}

// ownFlag describes the flags that describe a build.
func ownFlag(flag string) (takesValue, ok bool) {
	switch flag {
	case "-f", "--file", "--target", "--build-arg", "--build-context", "--platform", "--builder":
		return true, true
	}
	return false, false
}

func never(string) bool { return false }
