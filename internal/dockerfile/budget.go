package dockerfile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/ctxsize/ctxsize/internal/budget"
)

// What a Dockerfile may have so that a build of it is planned in time. BuildKit has no such limits.
const (
	// maxLines is how many lines the parser may have to read that do not continue the one before.
	maxLines        = 20_000
	maxStages       = 1000
	maxInstructions = 4000
	// maxVariables is how many variables all stages and RUN instructions may have together.
	maxVariables = 500_000
)

// checkText returns an error where the text has too many lines for the parser.
func checkText(text []byte) error {
	lines, continued := 0, false
	for line := range bytes.Lines(text) {
		if !continued {
			lines++
		}
		continued = bytes.HasSuffix(bytes.TrimRight(line, "\r\n\t "), []byte(`\`))
	}
	if lines > maxLines {
		return budget.Exceeded("", 0, "more than %d lines", maxLines)
	}
	return nil
}

// checkStages returns an error where there are too many stages or instructions.
func checkStages(stages []instructions.Stage) error {
	if n := len(stages); n > maxStages {
		return budget.Exceeded("", firstLine(stages[maxStages].Location), "more than %d stages", maxStages)
	}
	total := 0
	for _, st := range stages {
		if total += len(st.Commands); total > maxInstructions {
			return budget.Exceeded("", firstLine(st.Location), "more than %d instructions", maxInstructions)
		}
	}
	return nil
}

// keepVariables counts the variables that are stored for a stage or a RUN.
func (c *collector) keepVariables(n int) error {
	if c.variables += n; c.variables > maxVariables {
		return budget.Exceeded("", 0, "the stages and RUN instructions have more than %d variables together", maxVariables)
	}
	return nil
}

// checkWord returns an error where a word may become too large, before it is expanded. BuildKit has no such limit, and no memory for more, either.
func (c *collector) checkWord(word string, env variables) error {
	if !strings.Contains(word, "$") {
		return nil
	}
	if err := budget.Substitutions(word); err != nil {
		return err
	}
	size := budget.Expanded(word, env.Get)
	if size > budget.MaxValue {
		return errors.New("a variable exceeds 1 MiB")
	}
	// ${NAME//pattern/replacement} may put the replacement between all bytes of the value.
	if strings.Contains(word, "/") && strings.Contains(word, "${") && size*len(word) > budget.MaxExpanded && hasReplacement(word) {
		return errors.New("a variable may exceed 16 MiB after replacements")
	}
	if c.expanded += size; c.expanded > 4*budget.MaxExpanded {
		return fmt.Errorf("variables expand to more than %d bytes", 4*budget.MaxExpanded)
	}
	return nil
}

// hasReplacement reports whether a word has a substitution that replaces parts of a value.
func hasReplacement(word string) bool {
	for {
		_, after, found := strings.Cut(word, "${")
		if !found {
			return false
		}
		name := strings.TrimLeft(after, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
		if strings.HasPrefix(name, "/") {
			return true
		}
		word = after
	}
}
