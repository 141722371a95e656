package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ctxsize/ctxsize/internal/help"
	"github.com/ctxsize/ctxsize/internal/similar"
)

// flagError returns the error for flags that cannot be parsed, with a hint.
func (w world) flagError(cmd *cobra.Command, err error) error {
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return usage(cmd, rewordError(err))
	}
	if err := w.misspelledCommand(cmd, cmd.Flags().Args()); err != nil {
		return err
	}
	flag := "--" + unknown.GetSpecifiedName()
	if unknown.GetSpecifiedShortnames() != "" {
		return usage(cmd, fmt.Errorf("unknown flag -%s", unknown.GetSpecifiedName()))
	}
	err = fmt.Errorf("unknown flag %s", flag)
	if owners := commandsWith(cmd.Root(), unknown.GetSpecifiedName()); len(owners) > 0 {
		return hintError{err, flag + " is a flag of " + similar.Or(owners)}
	}
	if hint := similar.Hint(flag, flagNames(cmd)); hint != "" {
		return hintError{err, hint}
	}
	return usage(cmd, err)
}

// misspelledCommand returns an error for a context that does not exist and is probably a misspelled command, nil for any other.
func (w world) misspelledCommand(cmd *cobra.Command, args []string) error {
	if cmd.HasParent() || len(args) == 0 || strings.ContainsAny(args[0], `/\`) || w.exists(args[0]) {
		return nil
	}
	if hint := similar.Hint(args[0], help.CommandNames(cmd)); hint != "" {
		return hintError{fmt.Errorf("%s is neither a command nor a directory", args[0]), hint}
	}
	return nil
}

// flagNames returns the flags of a command, as they are typed.
func flagNames(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	return names
}

// commandsWith returns the commands that have a flag.
func commandsWith(root *cobra.Command, flag string) []string {
	var list []string
	for _, cmd := range append(root.Commands(), root) {
		if f := cmd.Flags().Lookup(flag); f != nil && !f.Hidden {
			list = append(list, cmd.CommandPath())
		}
	}
	return list
}
