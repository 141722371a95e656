package policy

import (
	"errors"
	"reflect"
	"regexp"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/similar"
)

// unknownKey matches the YAML library's error for an unknown key.
var unknownKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`field (\S+) not found in type policy\.(\S+)`) })

// yamlError returns the error for a message of the YAML library. A misspelled key has a hint.
func yamlError(text string) error {
	found := unknownKey().FindStringSubmatch(text)
	if found == nil {
		return errors.New(text)
	}
	text = unknownKey().ReplaceAllString(text, "unknown key $1")
	return &build.Error{Err: errors.New(text), Hint: similar.Hint(found[1], keys()[found[2]])}
}

// keys returns the keys of each type of the file.
func keys() map[string][]string {
	list := map[string][]string{}
	for _, t := range []reflect.Type{reflect.TypeFor[Policy](), reflect.TypeFor[Limits](), reflect.TypeFor[Acceptance]()} {
		for n := range t.NumField() {
			field := t.Field(n)
			key := field.Tag.Get("yaml")
			if key == "" {
				key = strings.ToLower(field.Name)
			}
			if field.IsExported() && key != "-" {
				list[t.Name()] = append(list[t.Name()], key)
			}
		}
	}
	return list
}
