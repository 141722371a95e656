package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/spf13/cobra"
)

const explainExamples = `  ctxsize explain                      every code, with its severity
  ctxsize explain copy-before-install  what it means, and how to fix it
  ctxsize explain --json vcs-sent      the same as JSON`

func (w world) explain() *cobra.Command {
	var f outputFlags
	cmd := &cobra.Command{
		Use:   "explain [flags] [CODE]",
		Short: "Explain a finding and how to fix it",
		Long: `Print what a finding means, an example and how to fix it. CODE is as in reports,
for example vcs-sent. Without CODE every code is listed.`,
		Example:           explainExamples,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeCodes,
		RunE: func(cmd *cobra.Command, args []string) error {
			rules := lint.Rules()
			if len(args) > 0 {
				c, ok := lint.ParseCode(args[0])
				if !ok {
					return lint.UnknownCode(args[0])
				}
				rules = []*lint.Rule{c.Rule()}
			}
			return f.explain(w, cmd, rules, len(args) == 0)
		},
	}
	f.addOutput(cmd.Flags(), verifyFormats())
	cmd.Flags().Lookup("json").Usage = "write JSON, one rule per line"
	must(cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(verifyFormats(), cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

// explain writes rules in each requested format.
func (f *outputFlags) explain(w world, cmd *cobra.Command, rules []*lint.Rule, list bool) error {
	outputs, err := f.parseOutputs(verifyFormats())
	if err != nil {
		return usage(cmd, err)
	}
	for _, out := range outputs {
		err := out.send(w, []string{w.dir}, func(to io.Writer, _ bool) error { return explainRules(to, rules, out.format == "json", list) })
		if err != nil {
			return err
		}
	}
	return nil
}

// explainRules writes rules: as JSON, as a list, or in full.
func explainRules(out io.Writer, rules []*lint.Rule, asJSON, list bool) error {
	switch {
	case asJSON:
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		for _, r := range rules {
			if err := e.Encode(r); err != nil {
				return err
			}
		}
		return nil
	case list:
		for _, r := range rules {
			if _, err := fmt.Fprintf(out, "%-29s %-8s %s\n", r.Code, r.Severity(), plainText(r.Title)); err != nil {
				return err
			}
		}
		return nil
	}
	for _, r := range rules {
		if _, err := io.WriteString(out, explanation(r)); err != nil {
			return err
		}
	}
	return nil
}

// explanationWidth is how wide an explanation is, in columns.
const explanationWidth = 80

// explanation is a rule as text.
func explanation(r *lint.Rule) string {
	var b strings.Builder
	paragraph := func(text string) {
		for _, line := range report.Wrap(plainText(text), explanationWidth) {
			b.WriteString(line + "\n")
		}
	}
	fmt.Fprintf(&b, "%s: %s\n\n", r.Code, plainText(r.Title))
	for _, l := range r.Levels {
		if l.When == "" {
			fmt.Fprintf(&b, "Severity: %s\n", l.Severity)
			continue
		}
		paragraph(fmt.Sprintf("Severity: %s if %s", l.Severity, l.When))
	}
	b.WriteString("\n")
	paragraph(r.Doc)
	b.WriteString("\nFix\n\n")
	paragraph(r.Fix)
	for _, one := range []struct {
		title   string
		example lint.Example
	}{{"With the finding", r.Bad}, {"Without it", r.Good}} {
		if one.example.Files == "" {
			continue
		}
		fmt.Fprintf(&b, "\n%s (%s)\n", one.title, one.example.Command())
		writeExample(&b, &one.example)
	}
	return b.String()
}

// writeExample writes the files of an example. Empty files that follow each other are one paragraph.
func writeExample(b *strings.Builder, e *lint.Example) {
	var empty []string
	flush := func() {
		if len(empty) > 0 {
			b.WriteString("\n    " + strings.Join(report.Wrap(strings.Join(empty, ", "), explanationWidth-4), "\n    ") + "\n")
		}
		empty = nil
	}
	for _, f := range e.Shown() {
		if f.Text == "" {
			empty = append(empty, f.Name)
			continue
		}
		flush()
		fmt.Fprintf(b, "\n    %s\n", f.Name)
		for line := range strings.Lines(f.Text) {
			b.WriteString("      | " + line)
		}
	}
	flush()
}

// plainText is Markdown without the marks of code spans.
func plainText(markdown string) string { return strings.ReplaceAll(markdown, "`", "") }

// completeCodes completes the code of a rule.
func completeCodes(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var list []string
	for _, r := range lint.Rules() {
		list = append(list, cobra.CompletionWithDesc(r.Code.String(), plainText(r.Title)))
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}

func schema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(report.Schema())
			return err
		},
	}
}
