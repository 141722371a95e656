package dockerfile

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/containerd/platforms"
	"github.com/distribution/reference"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"

	"github.com/ctxsize/ctxsize/internal/build"
)

// collector evaluates one Dockerfile for one target and platform.
type collector struct {
	options  Options
	source   *source
	stages   []instructions.Stage
	globals  variables
	lex      *shell.Lex
	rawLex   *shell.Lex // leaves quotes alone
	platform platforms.Platform
	contexts map[string]string // the name as BuildKit compares it, and as it was given

	nodes  []*node
	byName map[string]*node
	main   *fileRequests
	// idle: what is read now is not part of the build.
	outsideBuild bool
	instructions []build.Instruction
	copies       []build.Copy
	// variables and expanded are what counts towards the limits.
	variables, expanded int
	runs                []build.Run
	faults              []build.Fault
	steps               []build.Step
	starts              []build.Start
}

func newCollector(text []byte, o Options) (*collector, error) {
	if len(text) == 0 {
		return nil, errors.New("the Dockerfile cannot be empty")
	}
	parsed, err := o.Cache.Get(string(text), func() (*source, error) { return parseSource(text) })
	if err != nil {
		return nil, err
	}
	if err := checkLint(parsed.check, o.Args); err != nil {
		return nil, err
	}
	if parsed.err != nil {
		return nil, parsed.err
	}
	stages, args, err := instructions.Parse(parsed.file.AST, nil)
	if err != nil {
		return nil, err
	}
	if len(stages) == 0 {
		return nil, errors.New("the Dockerfile contains no stage to build")
	}
	if err := checkStages(stages); err != nil {
		return nil, err
	}
	c := &collector{options: o, source: parsed, stages: stages, lex: shell.NewLex(parsed.file.EscapeToken), rawLex: shell.NewLex('\\'), byName: map[string]*node{},
		main: &fileRequests{client: true, paths: map[string]struct{}{}}}
	c.rawLex.SkipProcessQuotes = true
	return c, c.prepare(args)
}

// prepare evaluates what all stages share.
func (c *collector) prepare(args []instructions.ArgCommand) (err error) {
	if c.platform, err = ParsePlatform(c.options.Platform); err != nil {
		return err
	}
	if c.contexts, err = contextNames(c.options.Contexts); err != nil {
		return err
	}
	target := c.options.Target
	if target == "" {
		target = c.stages[len(c.stages)-1].Name
	}
	c.globals = predefinedArgs(c.platform, target, c.options.Args)
	if err := c.globalArgs(args); err != nil {
		return err
	}
	return c.checkEpoch()
}

// globalArgs evaluates the ARG instructions before the first FROM.
func (c *collector) globalArgs(commands []instructions.ArgCommand) error {
	for _, cmd := range commands {
		for _, arg := range cmd.Args {
			value := arg.Value
			if given, ok := c.options.Args[arg.Key]; ok {
				value = &given
			} else if value != nil {
				word, err := c.expand(*value, c.globals)
				if err != nil {
					return parser.WithLocation(err, cmd.Location())
				}
				value = &word
			}
			if value != nil {
				c.globals[arg.Key] = *value
			}
		}
	}
	return nil
}

// checkEpoch returns an error for an invalid SOURCE_DATE_EPOCH.
func (c *collector) checkEpoch() error {
	value, given := c.options.Args["SOURCE_DATE_EPOCH"]
	if !given {
		value = c.globals["SOURCE_DATE_EPOCH"]
	}
	if _, err := strconv.ParseInt(value, 10, 64); err == nil || value == "" || value == "context" {
		return nil
	}
	if name, _, err := c.context(value); name != "" || err != nil {
		return err
	}
	if slices.ContainsFunc(c.stages, func(s instructions.Stage) bool { return strings.EqualFold(s.Name, value) }) {
		return nil
	}
	return fmt.Errorf("invalid SOURCE_DATE_EPOCH: %s", value)
}

// contextNames returns the names of contexts by the form in which BuildKit compares them.
func contextNames(contexts map[string]string) (map[string]string, error) {
	names := make(map[string]string, len(contexts))
	for _, name := range slices.Sorted(maps.Keys(contexts)) {
		familiar, err := FamiliarName(name)
		if err != nil {
			return nil, err
		}
		names[familiar] = name
	}
	return names, nil
}

// FamiliarName returns the name of an image or a named context in the form in which BuildKit compares it.
func FamiliarName(name string) (string, error) {
	if isSimpleName(name) {
		return name, nil
	}
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return "", fmt.Errorf("invalid context name %s: %w", name, err)
	}
	return strings.TrimSuffix(reference.FamiliarString(named), ":latest"), nil
}

// isSimpleName reports whether a name is letters and digits in groups of hyphens, so that it is valid and its own familiar form: 64 digits may
// be an identifier instead.
func isSimpleName(name string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789"
	return name != "" && len(name) < 64 && strings.Trim(name, letters+"-") == "" && !strings.HasPrefix(name, "-") && !strings.HasSuffix(name, "-")
}

// context looks up a named context (dockerfile2llb, namedContextFunc; dockerui, Client.NamedContext). The name is "" where there is none.
func (c *collector) context(name string) (given, value string, err error) {
	if strings.EqualFold(name, "scratch") || strings.EqualFold(name, "context") {
		return "", "", nil
	}
	familiar, err := FamiliarName(name)
	if err != nil {
		return "", "", err
	}
	given = c.contexts[familiar]
	return given, c.options.Contexts[given], nil
}
