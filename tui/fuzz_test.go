package tui

import (
	"context"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"
)

// strokes are the keys that a fuzzer types, the rest being text.
var strokes = []string{"up", "down", "left", "right", "enter", "esc", "tab", "shift+tab", "x", "X", "S", "u", "ctrl+r", "e", "w", "y", "m", ".", "f", "i", "g", "/",
	"n", "N", "s", "c", "v", "t", "r", "?", "q", "pgup", "pgdown", "home", "end", "backspace", "space", "j", "k", "h", "l", "o", "p", "f1", "ctrl+z"}

// FuzzKeys types, clicks, resizes and lets answers come late and in any order. Nothing panics, tiles and cells stay right, and nothing is
// written unless a review is answered with enter, which is not done here.
func FuzzKeys(f *testing.F) {
	f.Add([]byte("\x08\x0e\x04\x05"), uint8(80), uint8(24))
	f.Add([]byte{8, 200, 10, 9, 4, 130, 13, 65, 66, 5, 26, 27, 27, 14, 33, 240, 241, 16}, uint8(120), uint8(36))
	dir := newProject(f, usual, usualDockerfile, "docs\n# a comment\n\nlogs\n")
	before := contents(f, dir)
	f.Fuzz(func(t *testing.T, input []byte, w, h uint8) { play(t, dir, before, input, int(w), int(h)) })
}

// TestRandomUsers plays longer than a fuzzer does: 60 games, or for the duration in CTXSIZE_PLAY.
// The projects take turns; one of them has a git history.
func TestRandomUsers(t *testing.T) {
	dirs := []string{newProject(t, usual, usualDockerfile, "docs\n# a comment\n\nlogs\n"), committed(t)}
	before := []map[string]string{contents(t, dirs[0]), contents(t, dirs[1])}
	seed, games, end := uint64(1), 60, time.Time{}
	if text := os.Getenv("CTXSIZE_PLAY"); text != "" {
		duration, err := time.ParseDuration(text)
		if err != nil {
			t.Fatal(err)
		}
		seed, games, end = uint64(time.Now().UnixNano()), 1<<30, time.Now().Add(duration)
		t.Logf("seed %d", seed)
	}
	random := rand.New(rand.NewPCG(seed, 2))
	for game := range games {
		if !end.IsZero() && time.Now().After(end) {
			t.Logf("%d games", game)
			return
		}
		input := make([]byte, 300)
		for n := range input {
			input[n] = byte(random.Uint32())
			if input[n]%3 == 0 {
				input[n] %= byte(len(strokes))
			}
		}
		play(t, dirs[game%2], before[game%2], input, random.IntN(300), random.IntN(100))
	}
}

func play(t *testing.T, dir string, before map[string]string, input []byte, w, h int) {
	t.Helper()
	withGit := func(o *Options) { o.Env = os.Environ() }
	u := &user{driver: open(t, dir, w, h, withGit)}
	for _, b := range input {
		u.act(b)
		if u.quit {
			// Somebody else sits down.
			u.do(u.late)
			u = &user{driver: open(t, dir, w, h, withGit)}
		}
	}
	u.do(u.late)
	if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
		t.Fatalf("written without a review:\n%s", diff)
	}
	if u.doc() != nil {
		checkTiles(t, u.driver, "in the end")
	}
	checkCells(t, u.driver, "in the end")
}

// user does what bytes say.
type user struct {
	*driver
	late []job // whose answers are still to come
	now  time.Time
}

func (u *user) act(b byte) {
	switch {
	case int(b) < len(strokes):
		u.stroke(strokes[b])
	case b < 128:
		u.stroke(string(rune(b)))
	case b < 160:
		u.later(u.resize(int(b-128)*9, int(b%7)*9))
	case b < 200:
		u.now = u.now.Add(time.Duration(b%3) * 300 * time.Millisecond)
		u.point(int(b-160)*3, int(b%24))
	case b < 210:
		u.later(u.wheel(int(b), int(b%24), int(b%2)*2-1))
	case b < 214:
		u.paste(pastes[int(b)%len(pastes)])
	case len(u.late) > 0:
		n := int(b) % len(u.late)
		j := u.late[n]
		u.late = append(u.late[:n:n], u.late[n+1:]...)
		u.later(u.receive(j(context.Background())))
	}
	u.draw().Flatten(u.theme)
}

func (u *user) stroke(key string) {
	if key == "enter" && u.reviews() {
		return
	}
	if u.isTyping() {
		u.later(u.input(keyPress(key)))
		return
	}
	u.later(u.press(key))
	u.request = request{}
}

// point clicks on a cell, but on no key that writes.
func (u *user) point(x, y int) {
	if u.reviews() && u.footer.keyAt(x, y, u.regions.footer) == "enter" {
		return
	}
	u.later(u.click(x, y, u.now))
}

// reviews reports whether a review is on the screen, which enter writes.
func (u *user) reviews() bool {
	p, reads := u.over.(*textPane)
	return reads && strings.HasPrefix(p.title, "write ")
}

// pastes are what a fuzzer pastes.
var pastes = []string{"node_modules", "*.log\n!keep.log\r\n[", strings.Repeat("a/**/", 2000), "\x1b[2J\x00\u200b\ufffd世界"}

// paste pastes a text; only an overlay that takes text gets it, as in [program.handle].
func (u *user) paste(text string) {
	if u.isTyping() {
		u.later(u.input(tea.PasteMsg{Content: text}))
	}
}

func (u *user) later(jobs []job) { u.late = append(u.late, jobs...) }

// keyPress is what the terminal library makes of a key.
func keyPress(key string) tea.Msg {
	special := map[string]tea.KeyPressMsg{"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "backspace": {Code: tea.KeyBackspace},
		"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "space": {Code: tea.KeySpace, Text: " "}, "ctrl+z": {Code: 'z', Mod: tea.ModCtrl}}
	if m, ok := special[key]; ok {
		return m
	}
	return tea.KeyPressMsg{Code: []rune(key)[0], Text: key}
}

func contents(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		all[path] = info.Mode().String()
		if info.Mode().IsRegular() && info.Size() < 1000 {
			text, err := os.ReadFile(path)
			all[path] += string(text)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
