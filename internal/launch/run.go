package launch

import (
	"bytes"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/shell"
)

// runVerbs begin the commands that start a program in a container, or copy a file out of one.
var runVerbs = []string{"docker run ", "docker exec ", "docker cp ", "docker container run ", "docker compose run ", "docker compose exec ", "docker-compose run ", "docker-compose exec ", "podman run ", "podman exec ", "podman cp ",
	"kubectl exec ", "fly ssh console ", "heroku run "}

// runs finds what scripts run in containers, by their lines.
func runs(text []byte) []Command {
	if !mayRun(text) {
		return nil
	}
	var list []Command
	number, joined := 0, ""
	for line := range strings.Lines(string(text)) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if rest, more := strings.CutSuffix(line, `\`); more {
			joined += rest + " "
			continue
		}
		line, joined = joined+line, ""
		for _, verb := range runVerbs {
			if at := strings.Index(line, verb); at >= 0 {
				list = append(list, inContainer(line[at:], number)...)
			}
		}
	}
	return list
}

// mayRun reports whether a text has one of the verbs in it, perhaps with a line break between its words.
func mayRun(text []byte) bool {
	if !bytes.Contains(text, []byte("docker")) && !bytes.Contains(text, []byte("podman")) && !bytes.Contains(text, []byte("kubectl")) {
		return false
	}
	return bytes.Contains(text, []byte("\\\n")) || bytes.Contains(text, []byte("\\\r")) ||
		slices.ContainsFunc(runVerbs, func(verb string) bool { return bytes.Contains(text, []byte(verb)) })
}

// inContainer returns the commands that a line runs in a container. One with a mount may run files of the machine.
func inContainer(line string, number int) []Command {
	var list []Command
	for _, c := range shell.Parse(line, shell.Options{Dir: "/", Shell: "bash"}).Commands {
		words := c.Words()
		if !slices.Contains([]string{"docker", "docker-compose", "podman", "kubectl", "fly", "heroku"}, words[0]) {
			continue
		}
		if slices.ContainsFunc(words, isMount) {
			continue
		}
		if args := operands(words[1:]); len(args) > 0 {
			list = append(list, Command{Line: number, Args: args})
		}
	}
	return list
}

func isMount(w string) bool {
	return w == "-v" || w == "--volume" || w == "--mount" || strings.HasPrefix(w, "--volume=") || strings.HasPrefix(w, "--mount=") || strings.HasPrefix(w, "-v=")
}

// operands returns the words behind the image or the container, and the path of a file that is copied out of one. The value of a flag may be one
// of them: what it names is looked at in vain.
func operands(words []string) []string {
	at := slices.IndexFunc(words, func(w string) bool { return slices.Contains([]string{"run", "exec", "cp", "console"}, w) })
	if at < 0 {
		return nil
	}
	var list []string
	copies := words[at] == "cp"
	for _, w := range words[at+1:] {
		if len(list) == 0 && strings.HasPrefix(w, "-") {
			continue
		}
		if _, file, found := strings.Cut(w, ":"); copies && found {
			w = file
		}
		list = append(list, w)
	}
	if copies {
		return append([]string{"cp"}, list...)
	}
	return list
}
