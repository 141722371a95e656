package tui

import (
	"context"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

// patience is how long jobs may take to notice that the screen is gone. A read that hangs in a dead mount notices nothing.
const patience = 250 * time.Millisecond

// program is the screen as the terminal library wants it.
type program struct {
	screen *screen
	ctx    context.Context
	cancel context.CancelFunc
	jobs   sync.WaitGroup
}

func newProgram(ctx context.Context, s *screen) *program {
	ctx, cancel := context.WithCancel(ctx)
	return &program{screen: s, ctx: ctx, cancel: cancel}
}

func (p *program) terminal(ctx context.Context) []tea.ProgramOption {
	o := p.screen.options
	return []tea.ProgramOption{tea.WithContext(ctx), tea.WithInput(o.Input), tea.WithOutput(o.Output), tea.WithEnvironment(o.Env),
		tea.WithColorProfile(o.Colors.profile(o.Env))}
}

// wait ends the jobs.
func (p *program) wait() {
	p.cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.jobs.Wait()
	}()
	select {
	case <-done:
	case <-time.After(patience):
	}
}

// Init implements tea.Model.
func (p *program) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, p.commands(p.screen.read()))
}

// Update implements tea.Model. What takes time is left to commands.
func (p *program) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	jobs := p.take(m)
	cmd := p.commands(jobs)
	s := p.screen
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
		cmd = tea.Batch(cmd, p.edit(r.edit))
	}
	if r.suspend {
		cmd = tea.Batch(cmd, tea.Suspend)
	}
	return p, cmd
}

func (p *program) take(m tea.Msg) []job {
	s := p.screen
	if over, ok := s.over.(typing); ok && isInput(m) {
		return over.message(s, m)
	}
	switch m := m.(type) {
	case tea.WindowSizeMsg:
		return s.resize(m.Width, m.Height)
	case tea.BackgroundColorMsg:
		if s.options.Theme == Auto {
			s.theme = newTheme(s.options.Colors, !m.IsDark(), s.options.ASCII)
			s.dress()
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
			return s.wheel(-1)
		case tea.MouseWheelDown:
			return s.wheel(1)
		}
	case done:
		return s.receive(m.result)
	}
	return nil
}

// isInput says whether a message is for a pane that takes text; ctrl+c never is.
func isInput(m tea.Msg) bool {
	switch m := m.(type) {
	case tea.KeyPressMsg:
		return m.String() != "ctrl+c"
	case tea.PasteMsg:
		return true
	}
	return false
}

// done is the result of a job on its way to the screen.
type done struct{ result any }

func (p *program) commands(jobs []job) tea.Cmd {
	var cmds []tea.Cmd
	for _, j := range jobs {
		p.jobs.Add(1)
		cmds = append(cmds, func() tea.Msg {
			defer p.jobs.Done()
			return done{j(p.ctx)}
		})
	}
	return tea.Batch(cmds...)
}

// View implements tea.Model.
func (p *program) View() tea.View {
	s := p.screen
	v := tea.NewView(s.draw().flatten(s.theme))
	v.AltScreen = true
	v.WindowTitle = "ctxsize"
	// Where text is to be selected, the mouse is the terminal's.
	if _, reads := s.over.(*textPane); !s.options.NoMouse && !reads {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

// edit hands the terminal to the user's editor.
func (p *program) edit(file string) tea.Cmd {
	words := strings.Fields(p.editor())
	cmd := exec.CommandContext(p.ctx, words[0], append(words[1:], file)...)
	cmd.Env = p.screen.options.Env
	return tea.ExecProcess(cmd, func(err error) tea.Msg {
		if err != nil {
			return done{told("the editor failed: " + err.Error())}
		}
		return done{told("r reads the disk again")}
	})
}

// editor is what VISUAL or EDITOR name, else what the system has.
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
