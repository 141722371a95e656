package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/ctxsize/ctxsize/internal/dockerplugin"
	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/terminal"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// pluginCommand returns the commands that make ctxsize a plugin of the docker command line.
func (w world) pluginCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "plugin",
		Short: "Install ctxsize as docker ctxsize",
		Long: `Installs ctxsize as a plugin of the docker command line, for this user: then
docker ctxsize is the same as ctxsize.

After a build, docker can show what was sent, and after a failed one which
pattern excludes a source. To turn that on, add to ~/.docker/config.json:

  "features": {"hooks": "true"},
  "plugins": {"ctxsize": {"hooks": "build,buildx build"}}`,
		Example: `  ctxsize plugin install     link ctxsize into ~/.docker/cli-plugins
  ctxsize plugin uninstall   remove the link`,
		Args: cobra.NoArgs,
	}
	cmd.AddCommand(&cobra.Command{Use: "install", Short: "Install the plugin", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return w.installPlugin() }})
	cmd.AddCommand(&cobra.Command{Use: "uninstall", Short: "Remove the plugin", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return w.uninstallPlugin() }})
	return cmd
}

// pluginFiles returns the path of this program, and the path of the plugin.
func (w world) pluginFiles() (executable, path string, err error) {
	if executable, err = os.Executable(); err == nil {
		executable, err = filepath.EvalSymlinks(executable)
	}
	if err != nil {
		return "", "", fmt.Errorf("cannot find this program: %w", err)
	}
	home, config := "", terminal.Variable(w.env, "DOCKER_CONFIG")
	if config == "" {
		if home, err = os.UserHomeDir(); err != nil {
			return "", "", hintError{fmt.Errorf("cannot find the directory of docker: %w", err), "set DOCKER_CONFIG"}
		}
	}
	name := dockerplugin.FileName
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return executable, filepath.Join(w.path(dockerplugin.Dir(config, home)), name), nil
}

func (w world) installPlugin() error {
	executable, path, err := w.pluginFiles()
	if err != nil {
		return err
	}
	copied, err := edit.LinkExecutable(executable, path)
	if err != nil {
		return fmt.Errorf("cannot install the plugin: %w", err)
	}
	how := "linked to"
	if copied {
		how = "copied from"
	}
	_, err = fmt.Fprintf(w.stdout, "%s %s %s\ndocker ctxsize is ready.\n", termtext.Quote(path), how, termtext.Quote(executable))
	return err
}

func (w world) uninstallPlugin() error {
	executable, path, err := w.pluginFiles()
	if err != nil {
		return err
	}
	existed, err := edit.UnlinkExecutable(executable, path)
	if err != nil {
		return fmt.Errorf("cannot remove the plugin: %w", err)
	}
	result := "removed"
	if !existed {
		result = "is not installed"
	}
	_, err = fmt.Fprintf(w.stdout, "%s %s\n", termtext.Quote(path), result)
	return err
}

// writeMetadata writes the metadata of the plugin. Docker asks for it at each docker --help.
func (w world) writeMetadata() int {
	e := json.NewEncoder(w.stdout)
	if err := e.Encode(dockerplugin.NewMetadata(programVersion(), shortDescription)); err != nil {
		return exitFailed
	}
	return exitDone
}
