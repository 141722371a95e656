package progress_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/progress"
)

// FuzzProgress reads any text as the progress of a build: the answer is the same each time, and no duration or size is negative.
func FuzzProgress(f *testing.F) {
	f.Add(plain)
	f.Add(raw)
	f.Add("#1 a\n#1 transferring context: 9999999999999999999B\n#1 DONE -1s\n" + raw)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := progress.Read(strings.NewReader(text))
		again, _ := progress.Read(strings.NewReader(text))
		if diff := cmp.Diff(got, again); diff != "" {
			t.Errorf("the second answer differs\n%s", diff)
		}
		if (err == nil) != (len(got) > 0) {
			t.Errorf("%d steps with the error %v", len(got), err)
		}
		for _, v := range got {
			if v.Duration < 0 {
				t.Errorf("%q took %v", v.Name, v.Duration)
			}
			names := map[string]bool{}
			for _, transfer := range v.Transfers {
				if names[transfer.Name] {
					t.Errorf("%q transfers %q twice", v.Name, transfer.Name)
				}
				names[transfer.Name] = true
				if transfer.Bytes < 0 || transfer.Exact == (transfer.Text != "") {
					t.Errorf("%q: the transfer %+v", v.Name, transfer)
				}
			}
		}
	})
}
