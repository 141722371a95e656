package shell

import "slices"

// scope is the variables of a script at one point of it. It is a value: what a subshell sets is gone with the copy that it was given.
type scope struct {
	base map[string]string // the environment
	last *binding
	n    int
}

// binding is one assignment, and those before it.
type binding struct {
	name  string
	value Word
	unset bool
	// exported: programs see it.
	exported bool
	prev     *binding
}

// get returns the value of a variable, and whether it has one. One that is set to something that is not known has no static value.
func (s *scope) get(name string) (Word, bool) {
	for b := s.last; b != nil; b = b.prev {
		if b.name == name {
			return b.value, !b.unset
		}
	}
	value, ok := s.base[name]
	return Word{Text: value, Static: true}, ok
}

// set binds a variable, which programs see if they saw it before. Beyond the limit every variable is unknown.
func (s *scope) set(name string, value Word) {
	if len(value.Text) > maxValue || s.n >= maxBindings {
		value = Word{Text: "*"}
	}
	s.bind(binding{name: name, value: value, exported: s.exports(name)})
}

// export makes programs see a variable, if it has a value.
func (s *scope) export(name string) {
	if value, set := s.get(name); set {
		s.bind(binding{name: name, value: value, exported: true})
	}
}

// exports reports whether programs see a variable.
func (s *scope) exports(name string) bool {
	for b := s.last; b != nil; b = b.prev {
		if b.name == name {
			return b.exported
		}
	}
	_, ok := s.base[name]
	return ok
}

func (s *scope) unset(name string) { s.bind(binding{name: name, unset: true}) }

func (s *scope) bind(b binding) {
	if s.n >= maxBindings {
		return
	}
	b.prev = s.last
	s.last, s.n = &b, s.n+1
}

// list returns the bindings, the first of them first.
func (s *scope) list() []*binding {
	var list []*binding
	for b := s.last; b != nil; b = b.prev {
		list = append(list, b)
	}
	slices.Reverse(list)
	return list
}

// join makes unknown what was set since an earlier point, by commands that may not have run.
func (s *scope) join(before scope) {
	names := map[string]bool{}
	for b := s.last; b != before.last && b != nil; b = b.prev {
		names[b.name] = true
	}
	*s = before
	for name := range names {
		s.bind(binding{name: name, value: Word{Text: "*"}, exported: true})
	}
}
