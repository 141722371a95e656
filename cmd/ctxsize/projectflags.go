package main

import (
	"errors"
	"fmt"

	"github.com/ctxsize/ctxsize/plan"
	"github.com/spf13/cobra"
)

// found is the value of --compose and --bake where no file is named.
const found = "found"

// projectFlags say that the builds are those of compose or bake files.
type projectFlags struct {
	compose, bake []string
	services      []string
}

func (f *projectFlags) add(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringArrayVar(&f.compose, "compose", nil, "the services of a compose `file`, or of those that docker compose finds; repeatable, as --compose=FILE")
	fs.StringArrayVar(&f.bake, "bake", nil, "the targets of a bake `file`, or of those that docker buildx bake finds; repeatable, as --bake=FILE")
	fs.Lookup("compose").NoOptDefVal, fs.Lookup("bake").NoOptDefVal = found, found
	f.addServices(cmd)
	cmd.MarkFlagsMutuallyExclusive("compose", "bake")
	for _, other := range []string{"file", "target"} {
		cmd.MarkFlagsMutuallyExclusive("compose", other)
		cmd.MarkFlagsMutuallyExclusive("bake", other)
	}
}

func (f *projectFlags) addServices(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.services, "service", nil, "this `service` or target only; repeatable")
}

// request is what the flags ask for, nil for a plain build. Where every build is meant no files have to be named.
func (f *projectFlags) request(every bool) (*plan.ProjectRequest, error) {
	r := plan.ProjectRequest{Compose: len(f.compose) > 0, Bake: len(f.bake) > 0, Names: f.services}
	if !r.Compose && !r.Bake && !every {
		if len(f.services) > 0 {
			return nil, errors.New("--service is about the services of --compose or the targets of --bake: give one of them, too")
		}
		return nil, nil
	}
	for _, file := range append(f.compose, f.bake...) {
		if file != found {
			r.Files = append(r.Files, file)
		}
	}
	return &r, nil
}

// noContext refuses a context beside files that name their own.
func (f *projectFlags) noContext(args []string) error {
	if len(args) == 0 || len(f.compose)+len(f.bake) == 0 {
		return nil
	}
	return fmt.Errorf("the files of --compose and --bake say which contexts are meant, and %s does, too; a file is named as in --compose=FILE", args[0])
}
