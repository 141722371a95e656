package termtext_test

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/ctxsize/ctxsize/internal/termtext"
)

func TestQuote(t *testing.T) {
	for name, want := range map[string]string{
		"plain":                  "plain",
		"a b é 日本 ❤️":            "a b é 日本 ❤️",
		`say "hi" \o/`:           `say "hi" \o/`,
		`"quoted"`:               `"\"quoted\""`,
		"a\nb":                   `"a\nb"`,
		"\x1b[31mred":            `"\x1b[31mred"`,
		"\xff":                   `"\xff"`,
		"\x9b31m":                `"\x9b31m"`,
		"\u009b31m":              `"\u009b31m"`,
		"del\x7f":                `"del\x7f"`,
		"a\u202egpj.b":           `"a\u202egpj.b"`,
		"\u200eltr":              `"\u200eltr"`,
		"zero\u200bwidth":        `"zero\u200bwidth"`,
		"\ufeffmark":             `"\ufeffmark"`,
		"filler\u3164":           `"filler\u3164"`,
		"tag\U000e0041":          `"tag\U000e0041"`,
		"\u2028":                 `"\u2028"`,
		"::error::x":             `"::error::x"`,
		" \u00a0::error::x":      `" \u00a0::error::x"`,
		"a::b":                   "a::b",
		"##[error]x":             `"##\x5berror]x"`,
		"x ##vso[task.x]":        `"x ##vso\x5btask.x]"`,
		"##VSO[task.x]":          `"##VSO\x5btask.x]"`,
		"##teamcity[x]":          `"##teamcity\x5bx]"`,
		"section_start:1:a":      `"section_start\x3a1:a"`,
		"## [heading]":           "## [heading]",
		strings.Repeat("n", 255): strings.Repeat("n", 255),
	} {
		if got := termtext.Quote(name); got != want {
			t.Errorf("%q: %s, expected %s", name, got, want)
		}
	}
}

func TestEscape(t *testing.T) {
	for text, want := range map[string]string{
		"a sentence":         "a sentence",
		"a\nb\tc":            `a\nb\tc`,
		"é\x1b]52;c;x\x07":   `é\x1b]52;c;x\a`,
		"\xff and \u202e":    `\xff and \u202e`,
		"see ##[group]x":     `see ##\x5bgroup]x`,
		"#\u200b#[no mark":   `#\u200b#[no mark`,
		`say "hi"`:           `say "hi"`,
		"section_end:1:name": `section_end\x3a1:name`,
	} {
		if got := termtext.Escape(text); got != want {
			t.Errorf("%q: %s, expected %s", text, got, want)
		}
	}
}

func TestWriter(t *testing.T) {
	var out bytes.Buffer
	w := termtext.NewWriter(termtext.NewWriter(&out), "\x1b[1m", "\x1b[0m")
	for _, part := range []string{"\x1b[1mbold\x1b[0m \x1b[5m\r\n\tx\n", ":", ":error::a::b\n", " \u3000::group::c\n", "\x1b[1m::d\x1b[0m\n", "e ::\n",
		"##", "[error]f\n", "g ##v", "so[h]\n", "a:[b] #[c]\n", "\xe9\u202e\u009b\x9b\n"} {
		if n, err := w.Write([]byte(part)); n != len(part) || err != nil {
			t.Errorf("%q: %d, %v", part, n, err)
		}
	}
	for _, line := range []string{"two\nlines\tand a tab", "plain", "::i", "##[j", ""} {
		if err := w.WriteLine(line); err != nil {
			t.Error(err)
		}
	}
	want := "\x1b[1mbold\x1b[0m \\x1b[5m\\r\n\tx\n:\\x3aerror::a::b\n \u3000:\\x3agroup::c\n\x1b[1m:\\x3ad\x1b[0m\ne ::\n##\\x5berror]f\ng ##vso\\x5bh]\n" +
		"a:[b] #[c]\n\\xe9\\u202e\\u009b\\x9b\ntwo\\nlines\\tand a tab\nplain\n:\\x3ai\n##\\x5bj\n\n"
	if out.String() != want {
		t.Errorf("%q, expected\n%q", out.String(), want)
	}
}

func TestProblem(t *testing.T) {
	for line, want := range map[string]string{"a\tb é": "", "\x1b[m": "the character U+001B", "\xe9": "the byte 0xE9, which is not UTF-8", " ::x": "a command for the log of a CI system (::)",
		"a##[b": "a command for the log of a CI system (##[ or alike)", "\ufffd": "", "a\u202e": "the character U+202E"} {
		if got := termtext.Problem(line); got != want {
			t.Errorf("%q: %q, expected %q", line, got, want)
		}
	}
}

// checkHarmless fails where a text holds what no reader may get raw.
func checkHarmless(t *testing.T, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("not UTF-8: %q", text)
	}
	for _, r := range text {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Bidi_Control, unicode.Zl, unicode.Zp)) {
			t.Errorf("%U in %q", r, text)
		}
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") || strings.Contains(strings.ToLower(line), "##vso[") {
			t.Errorf("a command: %q", line)
		}
	}
}

// FuzzText: whatever is written, in whatever parts, is harmless; a quoted name can be read back; JSON keeps its value.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"a", "\x1b]52;c;eA==\x07", "::error::", "##[x", "\xe2\x80", "\u202e", `"`, "section_start:", "\u2028\r\n ::"} {
		f.Add(seed, uint(1))
	}
	f.Fuzz(func(t *testing.T, text string, cut uint) {
		quoted := termtext.Quote(text)
		checkHarmless(t, quoted)
		if quoted != text {
			if back, err := strconv.Unquote(quoted); err != nil || back != text {
				t.Errorf("%q became %s, and that %q, %v", text, quoted, back, err)
			}
		}
		var out bytes.Buffer
		w := termtext.NewWriter(&out)
		at := int(cut % uint(len(text)+1))
		for _, part := range []string{text[:at], text[at:], "\n"} {
			if _, err := w.Write([]byte(part)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.WriteLine(text); err != nil {
			t.Fatal(err)
		}
		checkHarmless(t, out.String())
		checkHarmless(t, termtext.Escape(termtext.Escape("x"+text)))
		var plain, safe bytes.Buffer
		for _, to := range []*json.Encoder{json.NewEncoder(&plain), json.NewEncoder(termtext.JSONWriter(&safe))} {
			to.SetEscapeHTML(false)
			if err := to.Encode([]string{text, text}); err != nil {
				t.Fatal(err)
			}
		}
		checkHarmless(t, safe.String())
		var before, after []string
		if err := json.Unmarshal(plain.Bytes(), &before); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(safe.Bytes(), &after); err != nil || before[0] != after[0] || before[1] != after[1] {
			t.Errorf("%q became %q, %v", before, after, err)
		}
	})
}
