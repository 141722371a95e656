package required

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/walker"
)

var (
	// sampleDirectories are names of directories with input of tests, whatever it looks like.
	sampleDirectories = []string{"testdata", "fixtures", "fixture", "__fixtures__", "samples", "sample", "golden", "__snapshots__", "cassettes", "corpus"}
	// contentDirectories are names of directories that are served or packed as they are.
	contentDirectories = []string{"public", "static", "wwwroot", "assets", "priv", "htdocs", "www"}
	// templateDirectories are names of directories with files of projects that a generator writes.
	templateDirectories = []string{"template", "templates", "skeleton", "skeletons", "scaffold", "scaffolds", "boilerplate", "boilerplates", "blueprint", "blueprints", "generators"}
)

// Shipped returns why a path may be content of the project because of the directory that it is in, as a sentence, "" for no reason.
func (s *Set) Shipped(h inventory.Hit, category string) string {
	parts := strings.Split(path.Dir(h.Path), "/")
	content := slices.Contains([]string{"logs", "data", "test-output"}, category) || category == "build-output" && h.Kind == walker.File
	for n, part := range parts {
		dir := strings.Join(parts[:n+1], "/")
		why := ""
		switch {
		case content && slices.Contains(sampleDirectories, part):
			why = "A test or the image may read it."
		case content && (slices.Contains(contentDirectories, part) || part == "resources" && n > 1 && parts[0] == "src"):
			why = "The build packs this directory, or the image serves it."
		case (category == "ide" || category == "ci") && (slices.Contains(templateDirectories, part) || strings.Contains(part, "{{")):
			why = "A generator of projects may write it."
		}
		if why != "" && s.isCopied(h.Path) {
			return fmt.Sprintf("%s is in %s, which usually holds files of the project. %s", h.Path, dir, why)
		}
	}
	return ""
}

var (
	// fileServers are images that serve files, by the last part of their names.
	fileServers = []string{"nginx", "nginx-unprivileged", "httpd", "apache", "caddy", "lighttpd", "openresty", "angie", "static-web-server"}
	// servedDirectories are those that such images serve.
	servedDirectories = []string{"/usr/share/nginx/html", "/usr/local/openresty/nginx/html", "/usr/local/apache2/htdocs", "/opt/bitnami/nginx/html", "/var/www", "/srv", "/public", "/www", "/home/static"}
	// servers are programs that serve the directory in which they are started.
	servers = []string{"http-server", "serve", "live-server", "http.server", "SimpleHTTPServer", "static-web-server", "httpd", "miniserve", "servor", "sirv", "local-web-server", "darkhttpd", "webfsd"}
)

// Served returns why an image may serve a directory of pages, as a sentence, "" for no reason.
func (s *Set) Served(h inventory.Hit) string {
	for f := range s.flows(h) {
		for n := range f.share.Build.Stages {
			st := &f.share.Build.Stages[n]
			if state := f.states[st.Index]; state != nil && f.anyUnmade(state) && f.serves(st, state) {
				return fmt.Sprintf("Stage %s of %s serves the files that are copied to it, and %s is one of them.", cmp.Or(st.Name, fmt.Sprint(st.Index)), f.share.Dockerfile(), h.Path)
			}
		}
	}
	return ""
}

// serves reports whether a stage serves the directory in which it has the path.
func (f *flow) serves(st *build.Stage, at *state) bool {
	image, _ := f.share.BaseImage(st.Index)
	if slices.Contains(fileServers, image) && slices.ContainsFunc(at.at, func(p string) bool {
		return slices.ContainsFunc(servedDirectories, func(dir string) bool { return strings.HasPrefix(p, dir+"/") })
	}) {
		return true
	}
	for _, one := range stepsOf(f.programs.Steps(f.share), st.Index) {
		if one.Trace == nil || !one.IsStart() {
			continue
		}
		for n := range one.Trace.Calls {
			c := &one.Trace.Calls[n]
			if slices.Contains(servers, c.Program()) || strings.HasPrefix(c.Program(), "python") && slices.ContainsFunc(c.Words(), func(w string) bool { return slices.Contains(servers, w) }) {
				return true
			}
		}
	}
	return false
}

// scriptExtensions are those of scripts, which no compiler writes.
var scriptExtensions = []string{".sh", ".bash", ".ps1", ".cmd", ".bat", ".py", ".rb", ".pl"}

// maxScripts is the number of entries of a directory that are looked at.
const maxScripts = 200

// HandWritten returns why a directory of output may hold scripts of the project, as a sentence, "" for no reason.
func (s *Set) HandWritten(h inventory.Hit) string {
	left := maxScripts
	for e := range s.view.Names(h.Path) {
		if left--; left < 0 {
			break
		}
		p := path.Join(h.Path, string(e.Name))
		if e.Kind == walker.File && (slices.Contains(scriptExtensions, path.Ext(p)) || path.Ext(p) == "" && s.project.Begins(p, []string{"2321"})) {
			return fmt.Sprintf("%s is a script, so %s may hold more than output.", p, h.Path)
		}
	}
	return ""
}
