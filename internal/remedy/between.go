package remedy

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/managers"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// checkBetween returns why an instruction between a moved copy and the install needs what the copy copies, "" where none does.
func (m *mover) checkBetween() string {
	first := m.firstMoved()
	for n := range m.parts {
		p := &m.parts[n]
		if p.Stage != m.runPart.Stage || p.Start <= first || p.Start >= m.runPart.Start {
			continue
		}
		reason := ""
		switch p.Keyword {
		case "RUN":
			reason = m.checkRun(p.Start)
		case "COPY", "ADD":
			reason = m.checkCopy(p.Start)
		case "VOLUME":
			reason = fmt.Sprintf("a VOLUME (line %d) is between the COPY and the install", p.Start)
		}
		if reason != "" {
			return reason
		}
	}
	return ""
}

// firstMoved returns the line of the first instruction that moves.
func (m *mover) firstMoved() int {
	n := slices.IndexFunc(m.transfers, func(t transfer) bool { return t.moves })
	return m.transfers[n].part.Start
}

// checkRun returns why a RUN before the install needs the sources.
func (m *mover) checkRun(line int) string {
	for n := range m.Build.Runs {
		run := &m.Build.Runs[n]
		if run.Line != line || run.StageIndex != m.run.StageIndex {
			continue
		}
		if c := m.dependent(&run.Invocation, nil); c != "" {
			return fmt.Sprintf("line %d runs %q before the install, which may need the sources", line, c)
		}
	}
	return ""
}

// checkCopy returns why a COPY or ADD that stays may not come before a moved one.
func (m *mover) checkCopy(line int) string {
	if slices.ContainsFunc(m.transfers, func(t transfer) bool { return t.part.Start == line && t.moves }) {
		return ""
	}
	for n := range m.Build.Steps {
		step := &m.Build.Steps[n]
		if step.Line != line || step.StageIndex != m.run.StageIndex {
			continue
		}
		for _, t := range m.transfers {
			if t.moves && t.part.Start < line && overlaps(path.Clean(step.Dest), t.dest) && !m.copiesNeeded(line) {
				return fmt.Sprintf("line %d copies into %s after the sources", line, t.dest)
			}
		}
	}
	return ""
}

// copiesNeeded reports whether an instruction copies nothing but what the install needs, from the main context.
func (m *mover) copiesNeeded(line int) bool {
	return slices.ContainsFunc(m.transfers, func(t transfer) bool {
		if t.part.Start != line || len(t.sources) > 0 || len(t.files) == 0 {
			return false
		}
		for _, file := range t.files {
			if !slices.Contains(m.needed.paths, file) {
				return false
			}
		}
		return true
	})
}

// overlaps reports whether one of two directories is, or contains, the other.
func overlaps(a, b string) bool {
	_, in := below(a, b)
	_, around := below(b, a)
	return in || around || a == "/" || b == "/"
}

// neutral are programs that use only the files that they name, the network and the system.
var neutral = strings.Fields(`: [ [[ test true false echo printf cat ls mkdir touch rm cp mv ln head tail grep sed cut tr sort which command type set export unset cd exit umask ulimit
	id whoami uname hostname date sleep env printenv getent groupadd useradd usermod addgroup adduser groupmod passwd chpasswd
	apt-get apt apt-cache apt-mark apt-key dpkg add-apt-repository apk yum dnf microdnf tdnf rpm zypper pacman update-ca-certificates
	curl wget tar gzip gunzip unzip xz gpg sha256sum sha512sum md5sum chmod chown chgrp install
	corepack nvm n fnm volta rustup ldconfig locale-gen sync tee`)

// global are the calls of package managers that install programs, or change settings: the program, words that the call begins with, and words that it
// must have.
var global = []struct {
	program string
	begin   []string
	flags   []string
}{
	{"npm", []string{"install", "i", "add", "update", "uninstall"}, []string{"-g", "--global", "--location=global"}},
	{"npm", []string{"config", "set", "cache", "-v", "--version", "version"}, nil},
	{"pnpm", []string{"add", "install", "i"}, []string{"-g", "--global"}},
	{"pnpm", []string{"config", "set", "setup", "env", "store", "-v", "--version"}, nil},
	{"yarn", []string{"global", "config", "cache", "-v", "--version"}, nil},
	{"bun", []string{"add", "install"}, []string{"-g", "--global"}},
	{"bun", []string{"-v", "--version", "upgrade"}, nil},
	{"poetry", []string{"config", "self", "--version"}, nil},
	{"uv", []string{"python", "tool", "cache", "venv", "--version"}, nil},
	{"pdm", []string{"config", "self", "--version"}, nil},
	{"gem", []string{"install", "update"}, nil},
	{"bundle", []string{"config"}, nil},
	{"go", []string{"env", "version"}, nil},
	{"node", []string{"-v", "--version"}, nil},
	{"dotnet", []string{"tool", "workload", "--version", "nuget"}, nil},
	{"mix", []string{"local.hex", "local.rebar"}, nil},
	{"python", []string{"--version"}, nil},
	{"python3", []string{"--version"}, nil},
}

// dependent returns the command of an instruction that may need the sources, "" for none. Installs are known not to.
func (m *mover) dependent(i *build.Invocation, installs []Install) string {
	script := inventory.ParseInvocation(i)
	if script.Doubt != "" {
		return firstLine(i.Command)
	}
	for n := range script.Commands {
		c := &script.Commands[n]
		if slices.ContainsFunc(installs, func(one Install) bool { return one.Command.Text == c.Text && one.Command.Line == c.Line }) {
			continue
		}
		if !m.isIndependent(c) {
			return c.Text
		}
	}
	return ""
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// isIndependent reports whether a command uses none of the files that move.
func (m *mover) isIndependent(c *shell.Command) bool {
	words, program := c.Words(), c.Program()
	if !slices.Contains(neutral, program) && !isGlobal(program, words[1:]) && !isToolInstall(words) {
		return false
	}
	harmless := slices.Contains([]string{"cd", "mkdir", "test", "[", "[[", "echo", "printf", "which"}, program)
	for _, w := range words[1:] {
		if _, value, joined := strings.Cut(w, "="); joined && strings.HasPrefix(w, "-") {
			w = value
		}
		if m.namesMoved(c.Dir, w, harmless) {
			return false
		}
	}
	return true
}

// isGlobal reports whether a call is one of [global].
func isGlobal(program string, words []string) bool {
	if len(words) == 0 {
		return false
	}
	for _, g := range global {
		first := slices.IndexFunc(words, func(w string) bool { return !strings.HasPrefix(w, "-") })
		begins := slices.Contains(g.begin, words[0]) || first >= 0 && slices.Contains(g.begin, words[first])
		if g.program == program && begins && (g.flags == nil || slices.ContainsFunc(words, func(w string) bool { return slices.Contains(g.flags, w) })) {
			return true
		}
	}
	return false
}

// isToolInstall reports whether a call of pip installs packages by name, or a virtual environment is made.
func isToolInstall(words []string) bool {
	program := path.Base(words[0])
	if (program == "python" || program == "python3") && len(words) > 2 && words[1] == "-m" {
		if words[2] == "venv" || words[2] == "virtualenv" {
			return true
		}
		program, words = words[2], words[2:]
	}
	if program != "pip" && program != "pip3" || len(words) < 2 {
		return program == "virtualenv"
	}
	return words[1] == "config" || words[1] == "--version" || words[1] == "install" && !slices.ContainsFunc(words[2:], func(w string) bool {
		return w == "." || strings.HasPrefix(w, "-r") || strings.HasPrefix(w, "--req") || strings.HasPrefix(w, "-e") || strings.HasPrefix(w, "--edit") || strings.HasPrefix(w, "./") || strings.HasPrefix(w, "-c")
	})
}

// namesMoved reports whether a word of a command names a file that moves, or a directory that such files are in.
func (m *mover) namesMoved(dir, word string, harmless bool) bool {
	if word == "" || strings.Contains(word, "://") {
		return false
	}
	if dir == "" && !path.IsAbs(word) {
		return true
	}
	at := path.Clean(word)
	if !path.IsAbs(word) {
		at = path.Join(dir, word)
	}
	for _, t := range m.transfers {
		if !t.moves {
			continue
		}
		if _, around := below(t.dest, at); around && !harmless && (path.IsAbs(word) || word == "." || word == "./") {
			return true
		}
		rel, inside := below(at, t.dest)
		if !inside || rel == "" {
			continue
		}
		for _, source := range t.sources {
			if p := path.Join(source, rel); m.moves(p) || strings.ContainsAny(rel, "*?[") && m.matchesMoved(p) {
				return true
			}
		}
	}
	return false
}

// moves reports whether a path of the context is not there before the install any more.
func (m *mover) moves(p string) bool {
	return m.exists(p) && !slices.Contains(m.needed.paths, p) && !m.needed.covers(p)
}

// matchesMoved reports whether a pattern matches a file that moves.
func (m *mover) matchesMoved(pattern string) bool {
	dir := path.Dir(pattern)
	if strings.ContainsAny(dir, "*?[") {
		return true
	}
	for c := range m.view.Names(dir) {
		if manifest.MatchesAny([]string{path.Base(pattern)}, string(c.Name)) && m.moves(path.Join(dir, string(c.Name))) {
			return true
		}
	}
	return false
}

// splitRun decides what of the RUN comes before the moved copies, and what behind them.
func (m *mover) splitRun() string {
	source := m.source(m.runPart)
	m.before = source
	if c := m.dependent(&m.run.Invocation, m.installs); c != "" {
		if len(m.needed.apart) > 0 {
			return fmt.Sprintf("the RUN of the install also runs %q, which may need the sources", c)
		}
		return m.cutRun(source, c)
	}
	if len(m.needed.apart) == 0 {
		return ""
	}
	call := m.installs[0].Command.Text
	if strings.Count(source, call) != 1 || m.run.Args != nil {
		return fmt.Sprintf("the call %q cannot be found in the RUN", call)
	}
	m.before = strings.Replace(source, call, call+" "+strings.Join(m.needed.apart, " "), 1)
	m.after = source
	return ""
}

// stateful are programs that change what later commands of a script do.
var stateful = []string{"cd", "pushd", "popd", "export", "set", "unset", "umask", "source", ".", "eval", "exec", "trap", "alias"}

// cutRun splits a RUN that is a chain of commands behind its last install.
func (m *mover) cutRun(source, reason string) string {
	needs := fmt.Sprintf("the RUN of the install also runs %q, which may need the sources", reason)
	script := inventory.ParseInvocation(&m.run.Invocation)
	call := m.installs[len(m.installs)-1].Command.Text
	if m.runPart.Documents || m.run.Args != nil || strings.Count(source, call) != 1 {
		return needs
	}
	head, tail, _ := strings.Cut(source, call)
	if strings.ContainsAny(head+tail, "(){}`|;#<>") || strings.Contains(head+tail, "$") || !isChain(tail) {
		return needs
	}
	for n := range script.Commands {
		c := &script.Commands[n]
		if slices.Contains(stateful, c.Program()) || len(c.Set) > 0 {
			return needs
		}
		if c.Text == call {
			break
		}
		if !m.isIndependent(c) && !managerCall(c) {
			return needs
		}
	}
	rest := strings.TrimLeft(strings.TrimLeft(strings.TrimLeft(tail, " \t\\\r\n"), "&"), " \t\\\r\n")
	m.before = head + call + m.eol
	m.after = strings.Join(slices.Concat([]string{"RUN"}, m.runPart.Flags, []string{rest}), " ")
	return ""
}

// isChain reports whether what follows a command goes on with "&&".
func isChain(tail string) bool {
	return strings.HasPrefix(strings.TrimLeft(tail, " \t\\\r\n"), "&&") && !strings.Contains(tail, "||")
}

// managerCall reports whether a command installs with a package manager.
func managerCall(c *shell.Command) bool {
	_, _, installs := managers.Find(c.Words())
	return installs
}
