package report

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
)

// TestGroupNames: names are cut on a screen only, and never so that two look alike.
func TestGroupNames(t *testing.T) {
	group := func(name string) buildGroup {
		return buildGroup{labels: []string{name}, rows: [][]string{{name}}, first: &ctxsize.Result{Build: &build.Build{}}}
	}
	alike := []buildGroup{group("services/one/image"), group("services/two/image")}
	differ := []buildGroup{group("first/service/image"), group("second/service/image")}
	for _, c := range []struct {
		screen bool
		groups []buildGroup
		want   []string
	}{
		{false, differ, []string{"first/service/image", "second/service/image"}},
		{true, differ, []string{"first…/image", "secon…/image"}},
		{true, alike, []string{"services/one/image", "services/two/image"}},
	} {
		o := text{screen: c.screen}
		if diff := cmp.Diff(c.want, o.groupNames(c.groups, 12)); diff != "" {
			t.Errorf("screen %v: -want +got:\n%s", c.screen, diff)
		}
	}
}

// TestPlanCountsOnce: what changes save is never more than what is sent.
func TestPlanCountsOnce(t *testing.T) {
	p := planner{left: 100}
	for _, sent := range []int64{70, 70, -5} {
		p.add(change{sent: sent, image: 90})
	}
	var got [][2]int64
	for _, c := range p.list {
		got = append(got, [2]int64{c.sent, c.image})
	}
	if diff := cmp.Diff([][2]int64{{70, 70}, {30, 30}, {0, 0}}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestEffort checks what fixes take.
func TestEffort(t *testing.T) {
	for want, f := range map[effort]lint.Finding{
		newStage:  {Code: lint.DependenciesCopiedToFinal, Fix: &lint.Fix{Kind: "edit", Text: "FROM base AS x\nRUN y"}},
		movedCopy: {Code: lint.CopyBeforeInstall, Fix: &lint.Fix{Kind: "edit", Text: "copy"}},
		oneLine:   {Code: lint.StageUnused, Fix: &lint.Fix{Kind: "edit", Text: "remove it"}},
	} {
		if got := effortOf(f); got != want {
			t.Errorf("%s: got %s, want %s", f.Code, got, want)
		}
	}
}

// TestShellWord checks the words of commands.
func TestShellWord(t *testing.T) {
	for word, want := range map[string]string{"a/b.yml": "a/b.yml", "a b": "'a b'", "it's": `'it'\''s'`, "": "''"} {
		if got := shellWord(word); got != want {
			t.Errorf("%q: got %s, want %s", word, got, want)
		}
	}
}

// TestEffortEnum compares the efforts of the schema with the program's.
func TestEffortEnum(t *testing.T) {
	var document struct {
		Defs struct {
			Change struct {
				Properties struct{ Effort struct{ Enum []string } }
			}
		} `json:"$defs"`
	}
	if err := json.Unmarshal(Schema(), &document); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(efforts[:], document.Defs.Change.Properties.Effort.Enum); diff != "" {
		t.Error(diff)
	}
}
