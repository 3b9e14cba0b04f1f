;;; drive.el --- Does in Emacs what a list of steps says  -*- lexical-binding: t -*-

;; STEPS=steps.json REPORT=report.json emacs --batch -l init.el -l drive.el
;;
;; A step is a list: its name, then its arguments.  Lines and columns count from one.  The report has one answer for each
;; step.  Nothing is decided by time: every wait ends with what it waits for, or fails after `drive-limit'.

(require 'cl-lib)
(require 'eglot)
(require 'flymake)
(require 'json)

(defconst drive-limit 120 "Seconds that only a fault can take.")

(setq make-backup-files nil
      create-lockfiles nil
      eglot-sync-connect drive-limit)

(defun drive-wait (what condition)
  "Until CONDITION answers something; that answer."
  (let ((end (+ (float-time) drive-limit)) (seen nil))
    (while (not (setq seen (funcall condition)))
      (when (> (float-time) end)
        (error "Waited in vain for %s" what))
      (accept-process-output nil 0.02)
      (read-event nil nil 0.01))        ; without a user, this is what lets the news of changed files in
    seen))

(defun drive-go (line column)
  (goto-char (point-min))
  (forward-line (1- line))
  (forward-char (1- column)))

(defun drive-findings ()
  (mapcar (lambda (one)
            (let ((beg (flymake-diagnostic-beg one)) (end (flymake-diagnostic-end one)))
              `((message . ,(flymake-diagnostic-text one))
                (text . ,(buffer-substring-no-properties beg end)))))
          (flymake-diagnostics)))

(defun drive-open (file)
  (switch-to-buffer (find-file-noselect file))
  (run-hooks 'post-command-hook)        ; what Emacs does after a command, and where Eglot begins
  (symbol-name major-mode))

(defun drive-wait-finding (text)
  (drive-wait (format "a finding that says %s" text)
              (lambda ()
                (cl-some (lambda (one) (string-match-p (regexp-quote text) (flymake-diagnostic-text one)))
                         (flymake-diagnostics))))
  t)

(defun drive-hover (line column)
  (drive-go line column)
  (let (shown)
    (run-hook-with-args 'eldoc-documentation-functions
                        (lambda (text &rest _) (when text (push (substring-no-properties text) shown))))
    (drive-wait "the hover" (lambda () (cl-some (lambda (text) (string-match-p "[Rr]ule\\|dockwright\\|golang" text)) shown)))
    (string-join shown "\n")))

(defun drive-offered (line column)
  "What the editor's own menu offers, of which nothing is chosen."
  (drive-go line column)
  (let ((last-nonmenu-event ?\r) offered)
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt collection &rest _)
                 (setq offered (all-completions "" collection))
                 (signal 'quit nil))))
      (condition-case nil
          (call-interactively #'eglot-code-actions)
        (quit nil)))
    (vconcat offered)))

(defun drive-apply (line column title)
  "Through the editor's own menu: what it offers, and then the choice."
  (drive-go line column)
  (let ((tick (buffer-chars-modified-tick)) (last-nonmenu-event ?\r) offered)
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt collection &rest _)
                 (setq offered (all-completions "" collection))
                 (or (car (member title offered)) (error "%s is not among %S" title offered)))))
      (call-interactively #'eglot-code-actions))
    (drive-wait title (lambda () (/= tick (buffer-chars-modified-tick))))
    (vconcat offered)))

(defun drive-replace (text)
  (erase-buffer)
  (insert text)
  t)

(defun drive-touch ()
  "An edit that changes nothing, as an indecisive user makes it."
  (goto-char (point-max))
  (insert "#")
  (delete-char -1)
  t)

(defun drive-save ()
  (save-buffer)
  (vconcat (split-string (buffer-substring-no-properties (point-min) (point-max)) "\n" t)))

(defconst drive-steps
  `(("open" . drive-open) ("wait" . drive-wait-finding) ("findings" . ,(lambda () (vconcat (drive-findings))))
    ("hover" . drive-hover) ("apply" . drive-apply) ("offered" . drive-offered) ("replace" . drive-replace) ("touch" . drive-touch)
    ("save" . drive-save)))

(let* ((steps (with-temp-buffer
                (let ((coding-system-for-read 'utf-8-unix))
                  (insert-file-contents (getenv "STEPS")))
                (json-parse-buffer :array-type 'list)))
       (answers (mapcar (lambda (step) (apply (cdr (assoc (car step) drive-steps)) (cdr step))) steps))
       (coding-system-for-write 'utf-8-unix))
  (write-region (json-encode (vconcat answers)) nil (getenv "REPORT") nil 'quiet)
  (let ((inhibit-message t))
    (eglot-shutdown-all))
  (kill-emacs 0))
