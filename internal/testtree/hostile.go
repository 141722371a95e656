package testtree

import "strings"

// HostileNames returns names that a checkout may give to a file in order to disturb whoever reads about it: a terminal, the log of a CI
// system, a renderer of markdown, a person who copies a line. They are names for Linux, without slashes.
func HostileNames() []string {
	names := []string{
		"\x1b[31mred\x1b[0m", "\x1b]52;c;cm0gLXJmIH4=\x07", "\x1b]8;;http:evil\x1b\\", "bell\x07\x08\x0b", "\x9b31mraw C1", "\u009b31mC1 rune", "del\x7f", "\x01",
		"new\nline", "\n", "carriage\rreturn", "tab\there", "\u0085next line", "line\u2028separator", "paragraph\u2029separator",
		"\u202egnp.exe", "\u2066isolate\u2069", "\u200eltr\u200f", "\u061carabic", "zero\u200bwidth\u200djoiner", "\ufeffmark", "tag\U000e0041", "filler\u3164",
		"\xff\xfe", "caf\xe9", "\xe2\x80", "\xed\xa0\x80surrogate", "\xc0\xafoverlong", "\ufffdreplaced",
		"::error file=a,line=1::x", "::add-mask::x", " ::warning::x", "\u3000::notice::x", "::", "##[error]x", "a ##[group]b", "##vso[task.setvariable variable=a]b",
		"##teamcity[buildProblem]", "section_start:1:a", "%0A::error::x", "%1b[31m",
		"[link](http:evil)", "![image](x)", "<script>alert(1)<", "<b>bold", "&lt;b&gt;", "`code`", "``", "`", "```", "a`b``c", "` ", "|pipe|", `\|`, `a\|b`, `\`, `back\slash`, "*bold*",
		"__init__", "~~struck~~", "www.example.com", "mailto:a@example.com", "a@example.com", "@octocat", "a @octocat b", "#123", "GH-1", "org#1", "deadbeef", "0123456789abcdef0123456789abcdef01234567",
		":smile:", "[^1]", "[x] task", "$math$", "# heading", "- item", "1. item", "> quote", "---", "===", "    code", "a  b",
		"--- a", "+++ b", "@@ -1 +1 @@", "diff --git a b", "\\ No newline", "-- ", "!exception", "#comment", "#", "!", " lead", "trail ", " ", "\u00a0nbsp\u00a0", "glob*", "?", "[a-z]", "**", "{a,b}",
		`"quoted"`, `"`, "'", "$(touch x)", "`touch x`", "-rf", "--help", "%s%n", "~", "con", "é日本", "e\u0301",
		strings.Repeat("n", 255), strings.Repeat("é", 127), strings.Repeat("\x1b", 255),
	}
	return names
}
