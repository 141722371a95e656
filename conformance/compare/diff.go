package compare

import (
	"fmt"
	"slices"
	"strings"
)

// mostLines is as much of a difference as a person reads.
const mostLines = 40

// diff gives the facts that only one side states, the builder's with a minus
// and the program's with a plus; where both state the same in another order,
// the first place at which they part. It is "" for equal lists.
func diff(builder, program []string) string {
	if slices.Equal(builder, program) {
		return ""
	}
	lines := append(only("- ", builder, program), only("+ ", program, builder)...)
	if len(lines) == 0 {
		lines = parting(builder, program)
	}
	if n := len(lines); n > mostLines {
		lines = append(lines[:mostLines], fmt.Sprintf("... and %d more", n-mostLines))
	}
	return strings.Join(lines, "\n")
}

// only lists what the first has more often than the second.
func only(sign string, first, second []string) []string {
	count := map[string]int{}
	for _, s := range second {
		count[s]++
	}
	var lines []string
	for _, s := range first {
		if count[s]--; count[s] < 0 {
			lines = append(lines, sign+s)
		}
	}
	return lines
}

func parting(builder, program []string) []string {
	for i := range builder {
		if builder[i] != program[i] {
			return []string{fmt.Sprintf("the order differs from line %d on", i+1), "- " + builder[i], "+ " + program[i]}
		}
	}
	return nil
}
