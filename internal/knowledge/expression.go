package knowledge

import (
	"regexp"
	"sync"
)

func Regexp(s string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}
