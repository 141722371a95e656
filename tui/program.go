package tui

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
)

// grace is how long jobs may take to notice that the screen is gone. A read that hangs in a dead mount notices nothing.
const grace = 250 * time.Millisecond

// program is the screen as the terminal library wants it.
type program struct {
	screen *screen
	ctx    context.Context // of the jobs
	cancel context.CancelFunc
	shown  context.Context // of the screen, which outlives them
	hide   context.CancelFunc
	jobs   sync.WaitGroup
	gone   atomic.Bool // the terminal is
}

func newProgram(ctx context.Context, s *screen) *program {
	p := &program{screen: s}
	p.ctx, p.cancel = context.WithCancel(ctx)
	p.shown, p.hide = context.WithCancel(ctx)
	return p
}

func (p *program) terminal() []tea.ProgramOption {
	o := p.screen.options
	input := o.Input
	if file, ok := input.(*os.File); ok {
		input = &watchedFile{File: file, gone: p.hangUp}
	}
	return []tea.ProgramOption{tea.WithContext(p.shown), tea.WithInput(input), tea.WithOutput(o.Output), tea.WithEnvironment(o.Env),
		tea.WithColorProfile(profile(o.Colors))}
}

// watchedFile is a terminal that reports when it is gone: the terminal library waits for keys for ever at its end.
type watchedFile struct {
	*os.File
	gone func()
}

// Read implements io.Reader.
func (f *watchedFile) Read(b []byte) (int, error) {
	n, err := f.File.Read(b)
	if n == 0 && err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		f.gone()
	}
	return n, err
}

// hangUp ends the screen because its terminal is gone.
func (p *program) hangUp() {
	p.gone.Store(true)
	p.hide()
}

// wait ends the jobs.
func (p *program) wait() {
	p.cancel()
	p.hide()
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.jobs.Wait()
	}()
	select {
	case <-done:
	case <-time.After(grace):
	}
}

// Init implements tea.Model.
func (p *program) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, p.commands(scanner{p.screen.model}.rescan()))
}

// Update implements tea.Model. What takes time is left to commands. Nothing changes after the user has left: jobs that are canceled then report
// an error that is none.
func (p *program) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	s := p.screen
	if s.quit {
		return p, tea.Quit
	}
	cmd := p.commands(p.handle(m))
	if s.quit {
		p.cancel()
		return p, tea.Quit
	}
	r := s.request
	s.request = request{}
	if r.copy != "" {
		cmd = tea.Batch(cmd, tea.SetClipboard(r.copy))
	}
	if r.edit != "" {
		cmd = tea.Batch(cmd, p.edit(r.edit, r.line))
	}
	if r.suspend {
		cmd = tea.Batch(cmd, tea.Suspend)
	}
	return p, cmd
}

func (p *program) handle(m tea.Msg) []job {
	s := p.screen
	if s.isTyping() && isInput(m) {
		return s.input(m)
	}
	switch m := m.(type) {
	case tea.WindowSizeMsg:
		return s.resize(m.Width, m.Height)
	case tea.BackgroundColorMsg:
		if s.options.Theme == Auto {
			s.setTheme(!m.IsDark())
		}
	case tea.KeyPressMsg:
		return s.press(m.String())
	case tea.MouseClickMsg:
		if m.Button == tea.MouseLeft {
			return s.click(m.X, m.Y, time.Now())
		}
	case tea.MouseWheelMsg:
		switch m.Button {
		case tea.MouseWheelUp:
			return s.wheel(m.X, m.Y, -1)
		case tea.MouseWheelDown:
			return s.wheel(m.X, m.Y, 1)
		}
	case doneMsg:
		return s.receive(m.result)
	}
	return nil
}

// isInput reports whether a message is for an overlay that takes text; ctrl+c never is.
func isInput(m tea.Msg) bool {
	switch m := m.(type) {
	case tea.KeyPressMsg:
		return m.String() != "ctrl+c"
	case tea.PasteMsg:
		return true
	}
	return false
}

// doneMsg is the result of a job on its way to the screen.
type doneMsg struct{ result any }

func (p *program) commands(jobs []job) tea.Cmd {
	var cmds []tea.Cmd
	for _, j := range jobs {
		p.jobs.Add(1)
		cmds = append(cmds, func() tea.Msg {
			defer p.jobs.Done()
			return doneMsg{j(p.ctx)}
		})
	}
	return tea.Batch(cmds...)
}

// View implements tea.Model.
func (p *program) View() tea.View {
	s := p.screen
	v := tea.NewView(s.draw().Flatten(s.theme))
	v.AltScreen = true
	v.WindowTitle = "ctxsize"
	// Where text is to be selected, the mouse is the terminal's.
	if _, reads := s.over.(*textPane); !s.options.NoMouse && !reads {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

// edit hands the terminal to the user's editor.
func (p *program) edit(file string, line int) tea.Cmd {
	words := strings.Fields(p.editor())
	args := append(words[1:len(words):len(words)], file)
	if line > 0 && takesLine(words[0]) {
		args = append(words[1:len(words):len(words)], "+"+strconv.Itoa(line), file)
	}
	cmd := exec.CommandContext(p.ctx, words[0], args...)
	cmd.Env = p.screen.options.Env
	return tea.ExecProcess(cmd, func(err error) tea.Msg {
		if err != nil {
			return doneMsg{noticeMsg("the editor failed: " + err.Error())}
		}
		return doneMsg{noticeMsg("r scans the disk again")}
	})
}

// takesLine reports whether an editor is known to open a file at a line that is given as +N.
func takesLine(editor string) bool {
	switch strings.TrimSuffix(filepath.Base(editor), ".exe") {
	case "vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "joe", "kak":
		return true
	}
	return false
}

// editor is the value of VISUAL or EDITOR, else what the system has.
func (p *program) editor() string {
	found := map[string]string{}
	for _, pair := range p.screen.options.Env {
		name, value, _ := strings.Cut(pair, "=")
		found[name] = strings.TrimSpace(value)
	}
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if found[name] != "" {
			return found[name]
		}
	}
	if runtime.GOOS == "windows" {
		return "notepad"
	}
	return "vi"
}
