package needs

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ctxsize/ctxsize/internal/shell"
)

// TestLimits: what is followed from one instruction is bounded, and what is beyond a limit is a doubt.
func TestLimits(t *testing.T) {
	chain := func(length int) tree {
		files := tree{}
		for n := range length {
			files[fmt.Sprintf("s%d.sh", n)] = fmt.Sprintf("sh s%d.sh\n", n+1)
		}
		files[fmt.Sprintf("s%d.sh", length)] = "echo end\n"
		return files
	}
	many := func(count int) tree {
		files := tree{}
		var all strings.Builder
		for n := range count {
			files[fmt.Sprintf("s%d.sh", n)] = "true\n"
			fmt.Fprintf(&all, "./s%d.sh\n", n)
		}
		files["all.sh"] = all.String()
		return files
	}
	modules := func(count int) tree {
		files := tree{"setup.py": "import m0\n"}
		for n := range count {
			files[fmt.Sprintf("m%d.py", n)] = fmt.Sprintf("import m%d\n", n+1)
		}
		return files
	}
	targets := func(count int) tree {
		var text strings.Builder
		text.WriteString("all:")
		for n := range count - 1 {
			fmt.Fprintf(&text, " t%d", n)
		}
		for n := range count - 1 {
			fmt.Fprintf(&text, "\nt%d:", n)
		}
		return tree{"Makefile": text.String() + "\n"}
	}
	makefiles := func(count int) tree {
		files := tree{"Makefile": "all:\ninclude *.mk\n"}
		for n := range count - 1 {
			files[fmt.Sprintf("m%d.mk", n)] = "\n"
		}
		return files
	}
	for _, c := range []struct {
		name    string
		files   tree
		command string
		want    string
	}{
		{"scripts as deep as allowed", chain(maxDepth - 2), "sh s0.sh", ""},
		{"scripts too deep", chain(maxDepth - 1), "sh s0.sh", "scripts call each other too deep to be followed"},
		{"as many commands as allowed", tree{"x.sh": strings.Repeat("true\n", maxCommands-1)}, "sh x.sh", ""},
		{"too many commands", tree{"x.sh": strings.Repeat("true\n", maxCommands)}, "sh x.sh", "scripts call each other too deep to be followed"},
		{"as many scripts as allowed", many(maxScripts - 1), "sh all.sh", ""},
		{"too many scripts", many(maxScripts), "sh all.sh", "more scripts than are followed"},
		{"a script of the longest size", tree{"x.sh": "#!/bin/sh\n" + strings.Repeat("#", shell.MaxSize-10)}, "./x.sh", ""},
		{"a script that is too long", tree{"x.sh": "#!/bin/sh\n" + strings.Repeat("#", 1<<20)}, "./x.sh", "x.sh"},
		{"a long configure", tree{"configure": "#!/bin/sh\n" + strings.Repeat("#", 1<<20)}, "./configure", ""},
		{"as many modules as allowed", modules(maxModules - 1), "pip install .", ""},
		{"as many targets as allowed", targets(maxTargets), "make", ""},
		{"too many targets", targets(maxTargets + 1), "make", "more targets than are built"},
		{"as many makefiles as allowed", makefiles(maxMakefiles), "make", ""},
		{"too many makefiles", makefiles(maxMakefiles + 1), "make", "more makefiles than are read"},
		{"too many modules", modules(maxModules), "pip install .", "pip install ."},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			got := ""
			if trace := c.files.follow(c.command); trace.Opaque != nil {
				got = trace.Opaque.Text
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if d := time.Since(start); d > 2*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

// TestSettingsLimit: a file of settings is read up to its largest size.
func TestSettingsLimit(t *testing.T) {
	for size, want := range map[int]int{64 << 10: 32 << 10, 64<<10 + 2: 0} {
		trace := Follow(tree{"a.conf": strings.Repeat("x ", size/2)}.files(), Start{Script: parsed("nginx -c a.conf"), Origins: tree{}.origins, AtStart: true})
		if got := len(trace.Doubtful); got != want {
			t.Errorf("%d bytes: got %d words, want %d", size, got, want)
		}
	}
}

// TestSettings: the words of a file of settings may name what a program uses, whichever argument it is, when the image starts.
func TestSettings(t *testing.T) {
	for command, want := range map[string]int{"tool a.conf": 2, "tool -c a.conf": 2, "tool": 0, "tool $DIR/a.conf": 2, "tool a.con?": 2, "tool a.t?t": 0, "tool a.txt": 0, "tool b.conf": 0} {
		for _, atStart := range []bool{true, false} {
			trace := Follow(tree{"a.conf": "x y\n", "a.txt": "z\n"}.files(), Start{Script: parsed(command), Origins: tree{}.origins, AtStart: atStart})
			if !atStart {
				want = 0
			}
			if got := len(trace.Doubtful); got != want {
				t.Errorf("%s, at start %t: got %d words, want %d", command, atStart, got, want)
			}
		}
	}
}

// TestInterpreter: the program that runs a file.
func TestInterpreter(t *testing.T) {
	for _, c := range []struct{ path, text, want string }{
		{"a", "#!/bin/sh\n", "sh"},
		{"a", "#! /usr/bin/env bash", "bash"},
		{"a", "#!/usr/bin/env -S A=1 python3 -u\n", "python3"},
		{"a", "#!/usr/bin/env --split-string ruby\n", "ruby"},
		{"a", "#!env\n", "sh"},
		{"a.py", "#!\n", "python"},
		{"a.rb", "x", "ruby"},
		{"a.sh", "x", "sh"},
		{"a.bash", "x", "bash"},
		{"a.zsh", "x", "zsh"},
		{"a.ksh", "x", "ksh"},
		{"a", "x", "sh"},
		{"a.txt", "x", ""},
		{"a", "x\x00", ""},
		{"a.py", strings.Repeat("x", 7999) + "\x00", ""},
		{"a.py", strings.Repeat("x", 8000) + "\x00", "python"},
		{"a.py", "", "python"},
	} {
		if got := interpreter(c.path, []byte(c.text)); got != c.want {
			t.Errorf("%s with %.30q: got %q, want %q", c.path, c.text, got, c.want)
		}
	}
}
