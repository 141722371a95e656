package suggest

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/shell"
	"github.com/ctxsize/ctxsize/walker"
)

// flow follows one path of the context through the stages of a build: where it is copied, which commands create it there, and which use it.
type flow struct {
	*Suggester
	share  *inventory.Share
	hit    inventory.Hit
	name   string // the last part of the path
	states map[int]*state
	// used is the first use of a path that nothing in the build creates, "" for none.
	used string
	// unmade is the first stage in which the path remains and nothing creates it; "" for none.
	unmade string
	// seen is called for each RUN that sees the path.
	seen func(s *inventory.Step)
}

// state is the content of a stage, as far as the path is concerned.
type state struct {
	at    []string // absolute paths in the stage
	links []string // paths of links that lead to it, or into it
	made  []inventory.Made
}

// follow goes through the stages in order: a stage comes after those that it uses.
func (f *flow) follow() {
	f.name, f.states = path.Base(f.hit.Path), map[int]*state{}
	steps := f.programs.Steps(f.share)
	based := map[int]bool{}
	for _, st := range f.share.Build.Stages {
		based[st.BaseStage] = true
	}
	for _, st := range f.share.Build.Stages {
		f.stage(st, slices.DeleteFunc(slices.Clone(steps), func(s inventory.Step) bool { return s.Stage != st.Index }))
	}
	for _, st := range f.share.Build.Stages {
		f.ends(st, steps, based[st.Index])
	}
}

// event is something that happens in a stage.
type event struct {
	line int
	do   func()
}

// stage goes through the instructions of a stage.
func (f *flow) stage(st build.Stage, steps []inventory.Step) {
	s := &state{}
	if base := f.states[st.BaseStage]; base != nil && st.BaseStage >= 0 {
		s.at, s.links, s.made = slices.Clone(base.at), slices.Clone(base.links), slices.Clone(base.made)
	}
	f.states[st.Index] = s
	var events []event
	for n := range f.share.Build.Instructions {
		if in := &f.share.Build.Instructions[n]; in.StageIndex == st.Index && in.Dest != "" && in.Context == f.share.Usage.Context.Name {
			events = append(events, event{in.Line, func() { f.copied(s, in) }})
		}
	}
	for n := range f.share.Build.Copies {
		if c := &f.share.Build.Copies[n]; c.To == st.Index {
			events = append(events, event{c.Line, func() { f.copiedFrom(s, c) }})
		}
	}
	for n := range steps {
		if one := &steps[n]; one.Keyword == "RUN" {
			events = append(events, event{one.Line, func() { f.run(s, one) }})
		}
	}
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.line, b.line) })
	for _, e := range events {
		e.do()
	}
	for n := range steps {
		if steps[n].IsStart() {
			f.uses(s, &steps[n])
		}
	}
}

// copied follows an instruction that copies from the context.
func (f *flow) copied(s *state, in *build.Instruction) {
	for _, source := range in.Sources {
		if at, ok := inventory.Landing(source, f.hit.Path, in.Dest); ok && !inventory.ExcludedBySource(source, f.hit.Path) {
			s.at = append(s.at, at)
		}
		for _, p := range f.aliases(f.hit.Path) {
			if at, ok := inventory.Landing(source, p, in.Dest); ok && !inventory.ExcludedBySource(source, p) {
				s.links = append(s.links, at)
			}
		}
	}
}

// copiedFrom follows a copy from another stage: a source that is the path, or is in it, uses it.
func (f *flow) copiedFrom(s *state, c *build.Copy) {
	from := f.states[c.From]
	if from == nil {
		return
	}
	for _, source := range c.Sources {
		source.Path = strings.TrimPrefix(path.Clean("/"+source.Path), "/")
		source.Path = cmp.Or(source.Path, ".")
		for _, at := range from.at {
			if to, ok := inventory.Landing(source, strings.TrimPrefix(at, "/"), c.Dest); ok && !inventory.ExcludedBySource(source, strings.TrimPrefix(at, "/")) {
				s.at = append(s.at, to)
			}
			if named := "/" + source.Path; !f.isMade(from, at) && source.Path != "." && (named == at || strings.HasPrefix(named, at+"/")) {
				f.use(fmt.Sprintf("COPY --from (line %d of %s)", c.Line, f.share.Dockerfile()))
			}
		}
		for _, m := range from.made {
			if to, ok := inventory.Landing(source, strings.TrimPrefix(path.Join(m.Path, f.name), "/"), c.Dest); ok {
				s.made = append(s.made, inventory.Made{Path: path.Dir(to), Reach: m.Reach, Workspaces: m.Workspaces})
			}
		}
	}
}

// run follows a RUN: the paths that it creates and uses.
func (f *flow) run(s *state, one *inventory.Step) {
	mounted := f.mounted(one)
	if f.seen != nil && len(s.at)+len(mounted) > 0 {
		f.seen(one)
	}
	there := &state{at: slices.Concat(s.at, mounted), made: s.made}
	for n := range one.Trace.Calls {
		c := &one.Trace.Calls[n]
		there.made = append(there.made, inventory.Makes(c, f.name)...)
		f.command(there, c, one)
	}
	s.made = there.made
	f.doubtful(there, one)
}

// doubtful treats every word of an unparsed script as a used path.
func (f *flow) doubtful(s *state, one *inventory.Step) {
	if !f.anyUnmade(s) {
		return
	}
	for _, w := range one.Trace.Doubtful {
		for part := range strings.FieldsFuncSeq(w.Text, func(r rune) bool { return strings.ContainsRune("=:,;|&<>\"'`() \t\n@\\", r) }) {
			if f.mayName(part) {
				f.use(fmt.Sprintf("%s (line %d of %s)", phrase.Shorten(one.Text), one.Line, f.share.Dockerfile()))
				return
			}
		}
	}
}

// mounted returns where a RUN sees the path by its mounts.
func (f *flow) mounted(one *inventory.Step) []string {
	var list []string
	for _, in := range f.share.Build.Instructions {
		if in.Keyword != "RUN" || in.Line != one.Line || in.StageIndex != one.Stage || in.Context != f.share.Usage.Context.Name {
			continue
		}
		for _, source := range in.Sources {
			if at, ok := inventory.Landing(source, f.hit.Path, source.Target); ok && source.Target != "" {
				list = append(list, at)
			}
		}
	}
	return list
}

// uses follows what takes effect when the image is run, and the paths that it names.
func (f *flow) uses(s *state, one *inventory.Step) {
	if f.seen != nil && len(s.at) > 0 {
		f.seen(one)
	}
	for _, value := range one.Paths {
		for p := range strings.SplitSeq(value, ":") {
			if at := inventory.Absolute(one.Dir, p); f.needed(s, at) {
				f.use(fmt.Sprintf("%s (line %d of %s)", phrase.Shorten(one.Text), one.Line, f.share.Dockerfile()))
			}
		}
	}
	if one.Trace == nil {
		return
	}
	there := &state{at: s.at, links: s.links, made: slices.Clone(s.made)}
	for n := range one.Trace.Calls {
		c := &one.Trace.Calls[n]
		there.made = append(there.made, inventory.Makes(c, f.name)...)
		f.command(there, c, one)
	}
	f.doubtful(there, one)
}

// unusing are programs that need nothing of what they name.
var unusing = []string{"echo", "printf", "mkdir", "export", "unset", "alias", "."}

// command looks whether a command uses the path.
func (f *flow) command(s *state, c *needs.Call, one *inventory.Step) {
	if len(s.at) == 0 || f.used != "" {
		return
	}
	program := c.Program()
	if slices.Contains(unusing[:len(unusing)-1], program) || program == "rm" && removesAnyway(c) {
		return
	}
	words := c.Args
	for n, w := range words {
		if n > 0 && isExclusion(words[n-1].Text) || isExclusion(w.Text) {
			continue
		}
		if f.names(s, c, w) {
			f.use(f.usedBy(c, one))
			return
		}
	}
	if inventory.UsesUnnamed(c, f.name) {
		dir := inventory.Absolute(inventory.DirectoryOf(c), f.name)
		if slices.ContainsFunc(s.at, func(at string) bool {
			return !f.isMade(s, at) && (dir == "?" || at == dir || inventory.IsOffline(c.Words()))
		}) {
			f.use(f.usedBy(c, one))
		}
	}
}

func (f *flow) usedBy(c *needs.Call, one *inventory.Step) string {
	if c.File == f.share.Dockerfile() {
		return fmt.Sprintf("%s (line %d of %s)", phrase.Shorten(one.Text), one.Line, c.File)
	}
	return fmt.Sprintf("%q (line %d of %s)", phrase.Shorten(c.Text), c.Line, c.File)
}

// removesAnyway reports whether rm does not mind what is missing.
func removesAnyway(c *needs.Call) bool {
	return slices.ContainsFunc(c.Words()[1:], func(w string) bool {
		return w == "--force" || strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "--") && strings.Contains(w, "f")
	})
}

// isExclusion reports whether a flag says what a program leaves out.
func isExclusion(flag string) bool {
	lower := strings.ToLower(flag)
	return strings.HasPrefix(lower, "-") && (strings.Contains(lower, "exclude") || strings.Contains(lower, "ignore") || strings.Contains(lower, "skip")) ||
		flag == "-path" || flag == "-prune" || flag == "-not" || flag == "!"
}

// names reports whether a word of a command is the path, or lies in it, and nothing makes it.
func (f *flow) names(s *state, c *needs.Call, w shell.Word) bool {
	if !strings.Contains(w.Text, f.name) && w.Static && len(s.links) == 0 {
		return false
	}
	for part := range strings.FieldsFuncSeq(w.Text, func(r rune) bool { return strings.ContainsRune("=:,;|&<>\"'`() \t\n@", r) }) {
		if w.Static {
			if f.needed(s, inventory.Absolute(c.Dir, part)) || f.linked(s, inventory.Absolute(c.Dir, part)) || c.Dir == "" && f.mayName(part) && f.anyUnmade(s) {
				return true
			}
			continue
		}
		if f.mayName(part) && f.anyUnmade(s) && f.mayReach(s, c.Dir, part) {
			return true
		}
	}
	return false
}

// needed reports whether an absolute path of the stage is, or is in, a location of the path that nothing creates.
func (f *flow) needed(s *state, p string) bool {
	return slices.ContainsFunc(s.at, func(at string) bool { return (p == at || strings.HasPrefix(p, at+"/")) && !f.isMade(s, at) })
}

// linked reports whether an absolute path of the stage leads to the path by a link, and nothing makes it.
func (f *flow) linked(s *state, p string) bool {
	return slices.ContainsFunc(s.links, func(l string) bool { return p == l || strings.HasPrefix(p, l+"/") }) && f.anyUnmade(s)
}

func (f *flow) anyUnmade(s *state) bool {
	return slices.ContainsFunc(s.at, func(at string) bool { return !f.isMade(s, at) })
}

// mayName reports whether a part of a pattern may be the name of the path.
func (f *flow) mayName(pattern string) bool {
	for part := range strings.SplitSeq(pattern, "/") {
		if strings.Trim(part, "*?.") == "" {
			continue
		}
		if ok, err := path.Match(part, f.name); ok || err != nil && strings.Contains(part, f.name) {
			return true
		}
	}
	return false
}

// mayReach reports whether a pattern may lead to the path from a directory: the part before its first wildcard has to be on the way.
func (f *flow) mayReach(s *state, dir, pattern string) bool {
	head, _, _ := strings.Cut(pattern, "*")
	head = head[:strings.LastIndex(head, "/")+1]
	if dir == "" && !path.IsAbs(pattern) || strings.HasPrefix(pattern, "*") {
		return true
	}
	head = inventory.Absolute(dir, head)
	return slices.ContainsFunc(s.at, func(at string) bool {
		return head == "/" || at == head || strings.HasPrefix(at, head+"/") || strings.HasPrefix(head, at+"/")
	})
}

func (f *flow) use(by string) {
	if f.used == "" {
		f.used = by
	}
}

// isMade reports whether a command has created a location of the path.
func (f *flow) isMade(s *state, at string) bool {
	parent := path.Dir(at)
	return slices.ContainsFunc(s.made, func(m inventory.Made) bool {
		switch {
		case m.Path == parent:
			return true
		case m.Workspaces:
			return strings.HasPrefix(parent, strings.TrimSuffix(m.Path, "/")+"/") && f.isMember(m.Path, parent)
		case m.Reach == inventory.ReachUpwards:
			return strings.HasPrefix(m.Path+"/", strings.TrimSuffix(parent, "/")+"/")
		case m.Reach == inventory.ReachAnywhere:
			return m.Path == "" || strings.HasPrefix(m.Path+"/", strings.TrimSuffix(parent, "/")+"/") || strings.HasPrefix(parent, strings.TrimSuffix(m.Path, "/")+"/")
		}
		return false
	})
}

// isMember reports whether a directory of the stage is a member of the workspace that is installed in another one.
func (f *flow) isMember(root, dir string) bool {
	rest := strings.TrimPrefix(strings.TrimPrefix(dir, root), "/")
	parent := path.Dir(f.hit.Path)
	if parent != rest && !strings.HasSuffix(parent, "/"+rest) {
		return false
	}
	top := path.Clean("./" + strings.TrimSuffix(strings.TrimSuffix(parent, rest), "/"))
	for _, name := range []string{"package.json", "pnpm-workspace.yaml", "lerna.json"} {
		text := f.project.Text(path.Join(top, name))
		if text == nil {
			continue
		}
		if r := manifest.Read(name, text); matchesMember(r.Members, rest) {
			return f.project.Text(path.Join(parent, "package.json")) != nil
		}
	}
	return false
}

// ends checks whether the path remains in a stage without being created there. A stage that is only a base, starts nothing and is not built
// itself does not use it.
func (f *flow) ends(st build.Stage, steps []inventory.Step, based bool) {
	s := f.states[st.Index]
	if f.unmade != "" || !f.anyUnmade(s) {
		return
	}
	starts := slices.ContainsFunc(steps, func(one inventory.Step) bool { return one.Stage == st.Index && one.Trace != nil })
	if based && !starts && st.Index != f.share.Build.TargetIndex {
		return
	}
	f.unmade = cmp.Or(st.Name, fmt.Sprint(st.Index))
}

// maxStars is how many "**" of a pattern are matched; one with more counts as a match.
const maxStars = 4

// matchesMember reports whether a directory is one of a workspace's members.
func matchesMember(patterns []string, dir string) bool {
	member := false
	for _, p := range patterns {
		p, excluded := strings.CutPrefix(p, "!")
		if strings.Count(p, "**") > maxStars {
			return true
		}
		if globMatch(strings.Split(path.Clean(p), "/"), strings.Split(dir, "/")) {
			member = !excluded
		}
	}
	return member
}

// globMatch matches parts of a path, where "**" stands for any number of them.
func globMatch(pattern, parts []string) bool {
	switch {
	case len(pattern) == 0:
		return len(parts) == 0
	case pattern[0] == "**":
		return globMatch(pattern[1:], parts) || len(parts) > 0 && globMatch(pattern, parts[1:])
	case len(parts) == 0:
		return false
	}
	ok, err := path.Match(pattern[0], parts[0])
	return ok && err == nil && globMatch(pattern[1:], parts[1:])
}

// flows follows a path through every build of the context.
func (s *Suggester) flows(h inventory.Hit) []*flow {
	if list, known := s.flowed[h.Path]; known {
		return list
	}
	var list []*flow
	for n := range s.shares {
		if share := &s.shares[n]; share.Build.Dockerfile != nil {
			f := &flow{Suggester: s, share: share, hit: h}
			f.follow()
			list = append(list, f)
		}
	}
	if s.flowed == nil {
		s.flowed = map[string][]*flow{}
	}
	s.flowed[h.Path] = list
	return list
}

// isNamed returns why the image or a build may use a directory that an instruction names, "" for no reason.
func (s *Suggester) isNamed(h inventory.Hit) string {
	if h.Kind == walker.File {
		return ""
	}
	for _, f := range s.flows(h) {
		if f.used != "" {
			return fmt.Sprintf("%s uses %s, and no earlier command is known to create it.", f.used, h.Path)
		}
	}
	return ""
}
