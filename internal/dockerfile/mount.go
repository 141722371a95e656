package dockerfile

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/ctxsize/ctxsize/internal/build"
)

// runMounts runs a RUN (dockerfile2llb, dispatchRun and dispatchRunMounts).
func (c *collector) runMounts(n *node, cmd command, run *instructions.RunCommand) error {
	c.markAll(n, "RUN may read any of its files")
	if len(run.Files) > 0 && (len(run.CmdLine) != 1 || !run.PrependShell) {
		return fmt.Errorf("parsing produced an invalid run command: %v", run.CmdLine)
	}
	if err := c.keepVariables(len(n.env)); err != nil {
		return err
	}
	c.noteRun(n, cmd, run)
	var order []*fileRequests
	wants := map[*fileRequests][]wantedSource{}
	var mounts []build.Mount
	for i, m := range instructions.GetMounts(run) {
		from, w, err := c.mount(n, m, cmd, i)
		if err != nil && m.Target == "" && m.Type != instructions.MountTypeSecret && m.Type != instructions.MountTypeSSH {
			// The instruction is not whole.
			return err
		}
		if err != nil {
			c.mountFault(cmd, err)
			continue
		}
		if from == nil {
			continue
		}
		c.noteUncertainMount(n, cmd, m)
		if m.Type == instructions.MountTypeBind || m.Type == instructions.MountTypeCache && m.From != scratch {
			mounts = append(mounts, c.bindMount(n, m, cmd.from[i], w.Source))
		}
		if wants[from] == nil {
			order = append(order, from)
		}
		wants[from] = append(wants[from], w)
	}
	c.noteMounts(n, cmd, mounts)
	for _, from := range order {
		c.record(n, cmd, from, wants[from])
	}
	return nil
}

// bindMount returns a bind mount: of the main context without from.
func (c *collector) bindMount(n *node, m *instructions.Mount, from *node, s build.Source) build.Mount {
	if m.From == "" {
		from = nil
	}
	return build.Mount{Input: c.input(from), Source: s, Target: n.mountPoint(m.Target)}
}

// noteRun records a RUN.
func (c *collector) noteRun(n *node, cmd command, run *instructions.RunCommand) {
	r := build.Run{Line: cmd.line, StageIndex: n.index, Reachable: !c.outsideBuild, Trigger: cmd.trigger, Text: cmd.text, User: n.user,
		Invocation: n.invocation(run.ShellDependantCmdLine)}
	for _, m := range instructions.GetMounts(run) {
		if m.Type == instructions.MountTypeCache {
			r.Caches = append(r.Caches, m.Target)
		}
	}
	c.runs = append(c.runs, r)
}

// mount returns the files that a mount requests, nil for none.
func (c *collector) mount(n *node, m *instructions.Mount, cmd command, i int) (*fileRequests, wantedSource, error) {
	if m.From == "" && m.Type == instructions.MountTypeCache {
		m.From = scratch
	}
	from, reads := c.main, map[*fileRequests]struct{}{c.main: {}}
	if m.From != "" {
		if src := cmd.from[i]; !src.dispatched && !c.outsideBuild {
			return nil, wantedSource{}, fmt.Errorf("cannot mount from stage %q to %q, stage needs to be defined before current command", m.From, m.Target)
		}
		from, reads = cmd.from[i].requests, cmd.from[i].reads
	}
	if m.Type == instructions.MountTypeSecret || m.Type == instructions.MountTypeSSH {
		return nil, wantedSource{}, checkCredential(n, m)
	}
	if n.mountPoint(m.Target) == "/" {
		return nil, wantedSource{}, fmt.Errorf("invalid mount target %q", "/")
	}
	if from == nil {
		return nil, wantedSource{}, errors.New("the stage does not exist")
	}
	if m.Type != instructions.MountTypeTmpfs {
		maps.Copy(n.reads, reads)
	}
	p := relativePath(absolutePath(m.Source))
	s := build.Source{Given: m.Source, Path: p, Implicit: m.Source == "", Bogus: m.From != "" && !cmd.from[i].isPlainContext(), Target: n.mountPoint(m.Target)}
	return from, wantedSource{s, wholeMount(m)}, nil
}

// mountPoint returns the absolute mount point. It is not "/" below a working directory that only the base image defines.
func (n *node) mountPoint(target string) string {
	if path.IsAbs(target) {
		return target
	}
	if !n.dirKnown {
		return path.Join("/unknown", absolutePath(target))
	}
	return path.Join("/", n.dir, target)
}

// checkCredential refuses what dispatchSecret and dispatchSSH refuse.
func checkCredential(n *node, m *instructions.Mount) error {
	if m.Target == "/" {
		// The executor refuses it.
		return fmt.Errorf("invalid mount type %s for /", strings.ToUpper(string(m.Type)))
	}
	if m.Type == instructions.MountTypeSSH {
		if m.Source != "" {
			return errors.New("ssh does not support source")
		}
		return nil
	}
	if m.Source == "" && m.CacheID == "" && m.Target == "" {
		return errors.New("one of source, target required")
	}
	if n.platform.OS != "windows" {
		return nil
	}
	if m.Target == "" && m.Env == nil {
		return errors.New("secret target is required on Windows")
	}
	if _, absolute, err := onPlatform(m.Target, "windows"); m.Target != "" && (err != nil || !absolute) {
		return fmt.Errorf("secret target %q must be an absolute path with forward slashes on Windows", m.Target)
	}
	return nil
}

// wholeMount returns the reason for a mount that requests a whole context.
func wholeMount(m *instructions.Mount) string {
	switch {
	case m.Type == instructions.MountTypeTmpfs:
		return "a tmpfs mount: BuildKit requests its source from the context, or everything if it has none"
	case m.Source == "":
		return "a mount without a source"
	default:
		return fmt.Sprintf("a mount whose source %q is the whole context", m.Source)
	}
}
