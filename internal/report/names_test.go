package report

import (
	"net/url"
	"testing"
)

func TestEncode(t *testing.T) {
	for name, want := range map[string]string{"100%": "100%", "a\xff%é": "a%FF%25é", "\xed\xa0\x80": "%ED%A0%80"} {
		if got, _ := encode(name); got != want {
			t.Errorf("%q: %s, expected %s", name, got, want)
		}
	}
}

// FuzzEncode turns encoded names back.
func FuzzEncode(f *testing.F) {
	f.Add("a\xff%41")
	f.Fuzz(func(t *testing.T, name string) {
		text, encoded := encode(name)
		if !encoded {
			if text != name {
				t.Errorf("%q became %q", name, text)
			}
			return
		}
		if back, err := url.PathUnescape(text); err != nil || back != name {
			t.Errorf("%q became %q and then %q, %v", name, text, back, err)
		}
	})
}

func TestSizes(t *testing.T) {
	for _, c := range []struct {
		units Units
		bytes int64
		want  string
	}{{IEC, 0, "0 B"}, {IEC, 1536, "1.5 KiB"}, {SI, 1500, "1.5 kB"}, {Bytes, 1234567, "1,234,567 B"}, {IEC, -2048, "-2.0 KiB"}} {
		if got := c.units.Size(c.bytes); got != c.want {
			t.Errorf("%d: %s, expected %s", c.bytes, got, c.want)
		}
	}
	for bytes, want := range map[int64]string{2: "2B", 999: "999B", 50070: "50.07kB", 217_930_000: "217.93MB", 4_510_536_404: "4.51GB"} {
		if got := Decimal(bytes); got != want {
			t.Errorf("%d: %s, expected %s", bytes, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{{"short", 10, "short"}, {"a/very/long/path/to/name.js", 13, "a/very…ame.js"}, {"日本語日本語日本語", 9, "日本…本語"}} {
		if got := truncate(c.text, c.width); got != c.want {
			t.Errorf("%s in %d: %s, expected %s", c.text, c.width, got, c.want)
		}
	}
}
