package build

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"
)

// TestHidden: what a text shows in place of values.
func TestHidden(t *testing.T) {
	values := map[string]string{"TOKEN": "S3cret/Value", "SHORT": "abc", "DIGIT": "7", "LINES": "first line\nsecond line", "QUOTED": `a"b\c-long`, "UP": "../up/there", "LATEST": "latest",
		"UNUSED": "unmentioned"}
	h := RedactVariables(values, []byte("${TOKEN} $SHORT ${DIGIT:-7} $LINES $QUOTED $UP image: x:latest $LATEST"))
	for text, want := range map[string]string{
		"no S3cret/Value here":          "no ${TOKEN} here",
		"xS3cret/Valuey":                "x${TOKEN}y",
		"S3CRET/VALUE s3cret/value":     "${TOKEN} ${TOKEN}",
		"abc xabcx abc.":                "${SHORT} xabcx ${SHORT}.",
		"line 7":                        "line 7",
		"first line second line":        "${LINES}",
		"at first line":                 "at ${LINES}",
		fmt.Sprintf("%q", `a"b\c-long`): `"${QUOTED}"`,
		"/ctx/../up/there, /up/there":   "/ctx/${UP}, /${UP}",
		"tag latest":                    "tag latest",
		"unmentioned":                   "unmentioned",
	} {
		if got := h.Apply(text); got != want {
			t.Errorf("%q: %q, expected %q", text, got, want)
		}
	}
}

func TestHiddenError(t *testing.T) {
	h := Redactions{{"s3cret", "${T}"}}
	err := h.ApplyToError(&Error{Err: fmt.Errorf("no stage s3cret: %w", fs.ErrNotExist), Hint: "try s3cret"})
	e, ok := errors.AsType[*Error](err)
	if !ok || err.Error() != "no stage ${T}: file does not exist" || e.Hint != "try ${T}" || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v, %+v", err, e)
	}
	if err := errors.New("nothing"); h.ApplyToError(err) != err {
		t.Error("an error without values is another one")
	}
}
